import { describe, expect, it } from 'vitest';
import { aKey, aTrustList, must } from '../../test/hostile/approval-world.ts';
import { minutes } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { aDigest, NOON } from '../testing/builders.ts';
import { type GlassQuestion, type GlassTrust, glassStatementText, recheckGlass, verifyGlass } from './break-glass.ts';
import { bundleBytes, signBundle } from './bundle.ts';
import { createDemoKey, demoTrustOf } from './demo-key.ts';

const ada = aKey();
const eve = aKey('person:eve');
const demo = createDemoKey();
const question: GlassQuestion = {
  ...{ controlPlaneId: 'cp_01KB7X', deploymentId: 'dep_1', environment: 'production', planDigest: aDigest('a') },
  ...{ phase: 'rolling-out', stageIndex: 1, since: NOON },
};
const trust: GlassTrust = { trustList: aTrustList(ada, ['group:leads']), demoTrust: null, isolation: null };
const signed = (key = ada, of = question, reason = 'orders are lost') =>
  bundleBytes(signBundle(key, glassStatementText(of, key, reason, NOON)));
const codeOf = (bytes: Uint8Array, changes: Partial<GlassTrust> = {}, at = NOON) => {
  const answer = verifyGlass(bytes, question, { ...trust, ...changes }, at);
  return 'code' in answer ? answer.code : 'accepted';
};

describe('a signature that cuts waiting short', () => {
  it('counts for just the stage that was shown, with its signer’s groups and level', () => {
    expect(verifyGlass(signed(), question, trust, NOON)).toMatchObject({
      ...{ approver: 'person:ada', groups: ['group:leads'], kind: 'ed25519', assurance: 'A1' },
      reason: 'orders are lost',
    });
  });

  it.each<[string, Partial<GlassQuestion>]>([
    ['control plane', { controlPlaneId: 'cp_2' }],
    ['deployment', { deploymentId: 'dep_2' }],
    ['environment', { environment: 'staging' }],
    ['plan', { planDigest: aDigest('b') }],
    ['phase', { phase: 'baking' }],
    ['stage', { stageIndex: 2 }],
    ['run of the stage', { since: later(NOON, minutes(1)) }],
  ])('does not count for another %s', (_, changes) => {
    expect(codeOf(signed(ada, { ...question, ...changes }))).toBe('break-glass-not-as-shown');
  });

  it('is good for fifteen minutes, by an active key of the list; the demo’s only where it counts', () => {
    expect(codeOf(signed(), {}, later(NOON, minutes(15)))).toBe('accepted');
    expect(codeOf(signed(), {}, later(NOON, minutes(16)))).toBe('break-glass-expired');
    expect(codeOf(signed(eve))).toBe('approver-unknown');
    expect(codeOf(signed(), { trustList: null })).toBe('approver-unknown');
    expect(codeOf(signed(demo))).toBe('approver-unknown');
    expect(codeOf(signed(demo), { demoTrust: demoTrustOf(demo) })).toBe('accepted');
  });

  it('says nothing afterwards that was not signed', () => {
    const recorded = must(verifyGlass(signed(), question, trust, NOON));
    const { since: _since, ...about } = question;

    expect(recheckGlass(recorded, about, trust)).toBeNull();
    for (const other of [{ stageIndex: 2 }, { environment: 'staging' }, { phase: 'baking' } as const]) {
      expect(recheckGlass(recorded, { ...about, ...other }, trust)).toMatchObject({ code: 'break-glass-not-as-shown' });
    }
    const { bundle: _, ...members } = recorded;
    for (const name of Object.keys(members)) {
      expect(recheckGlass({ ...recorded, [name]: 'altered' }, about, trust), name).toMatchObject({
        code: 'approval-misquoted',
      });
    }
  });
});
