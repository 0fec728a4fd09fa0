import { describe, expect, it } from 'vitest';
import type { RequiredAssurance } from '../../../core/guard/assurance.ts';
import { aUnitSpec } from '../../../testing/builders.ts';
import type { IsolationFacts } from '../facts.ts';
import { isolationFinding } from './isolation.ts';

const NOBODY = { isolation: null };
const PROVEN = { isolation: { account: 'os/1001', provenAt: '2026-11-20T12:00:00.000Z' } };
const requiring = (requireAssurance: RequiredAssurance) => {
  const spec = aUnitSpec();
  const productionPromotion = { ...spec.checkpoints.productionPromotion, requireAssurance };
  return { ...spec, checkpoints: { ...spec.checkpoints, productionPromotion } };
};
const levelOf = (facts: IsolationFacts, about = NOBODY as never, spec = requiring('A1')) =>
  isolationFinding(facts, about, spec);

describe('isolation', () => {
  it('nothing is claimed where nothing was tried: A1, and that is said', () => {
    const found = levelOf({ kind: 'not-tried' });

    expect(found).toMatchObject({ level: 'OK', fix: null });
    expect(found.detail).toContain('A1: this machine cannot stop a hostile program running as you');
  });

  it('is a fault where more is required than is proven', () => {
    expect(levelOf({ kind: 'not-tried' }, NOBODY as never, requiring('A2'))).toMatchObject({ level: 'FAIL' });
    expect(levelOf({ kind: 'not-root', account: 'agents' }, NOBODY as never, requiring('A3'))).toMatchObject({
      level: 'FAIL',
      fix: 'sudo plimsoll doctor --agents-account agents',
    });
  });

  it('is A2 while a proof of the last day is there', () => {
    const found = levelOf({ kind: 'not-tried' }, PROVEN as never, requiring('A2'));

    expect(found).toMatchObject({ level: 'OK' });
    expect(found.detail).toContain('os/1001 reached nothing');
  });

  it('is proven by trying everything and reaching nothing', () => {
    expect(levelOf({ kind: 'tried', account: 'agents', tried: 20, reached: [] })).toMatchObject({
      level: 'OK',
      detail: 'agents tried 20 files and sockets, and reached none: A2',
    });
  });

  it('names what was reached first, and how to take it away', () => {
    const reached = [
      { path: '/srv/.plimsoll/journal', reached: 'listed' },
      { path: '/srv/.plimsoll/control.sock', reached: 'called' },
    ];
    const found = levelOf({ kind: 'tried', account: 'agents', tried: 20, reached });

    expect(found.level).toBe('WARN');
    expect(found.detail).toContain('agents reached /srv/.plimsoll/journal (listed) and 1 more');
    expect(found.fix).toContain('chmod go-rwx /srv/.plimsoll/journal');
    const facts = { kind: 'tried', account: 'agents', tried: 20, reached } as const;
    expect(levelOf(facts, NOBODY as never, requiring('A2')).level).toBe('FAIL');
  });

  it('the account of the control plane itself is kept out of nothing', () => {
    expect(levelOf({ kind: 'same-account', account: 'me' })).toMatchObject({ level: 'WARN' });
    expect(levelOf({ kind: 'no-account', account: 'nosuch' })).toMatchObject({ level: 'FAIL' });
  });
});
