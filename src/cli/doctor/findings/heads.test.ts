import { describe, expect, it } from 'vitest';
import { headTrouble } from '../../render/head-trouble.ts';
import { headFindings } from './heads.ts';

type Heads = NonNullable<Parameters<typeof headFindings>[0]>;

const place = (changes: Partial<Heads['exports'][number]> = {}): Heads['exports'][number] => ({
  ...{ place: '/mnt/heads', exported: 4, problem: null, since: null, diverged: false },
  ...changes,
});
const heads = (changes: Partial<Heads> = {}): Heads => ({
  ...{ verifierKey: 'plimsoll-chain/v1/cp_1+00000000+AQ==', signed: 4, problem: null, exports: [place()] },
  ...changes,
});
const levels = (given: Heads): string[] => headFindings(given).map(({ level }) => level);
const failed = { problem: 'no such host', since: '2026-11-26T12:00:00.000Z' };

describe('signed heads', () => {
  it('are well when they are signed and exported, and then nothing is said with a status', () => {
    expect(levels(heads())).toEqual(['OK', 'OK']);
    expect(headTrouble(heads())).toEqual([]);
  });

  it('are warned of when they go nowhere', () => {
    expect(levels(heads({ exports: [] }))).toEqual(['OK', 'WARN']);
  });

  it('fail loudly when a place is not reached, in doctor and with every status', () => {
    const given = heads({ exports: [place(), place({ place: 'ssh://audit', ...failed })] });

    expect(levels(given)).toEqual(['OK', 'OK', 'FAIL']);
    expect(headTrouble(given)).toEqual([
      'RECORD: journal heads do not reach ssh://audit since 2026-11-26T12:00:00.000Z: no such host',
    ]);
  });

  it('say that another history is there, which no new try mends', () => {
    const given = heads({ exports: [place({ ...failed, diverged: true })] });

    expect(headFindings(given)[1]?.fix).toContain('compare');
    expect(headTrouble(given)[0]).toContain('another history');
  });

  it('fail when the journal did not take the last one', () => {
    expect(levels(heads({ problem: 'disk full' }))).toEqual(['FAIL', 'OK']);
    expect(headTrouble(heads({ problem: 'disk full' }))[0]).toContain('disk full');
  });
});
