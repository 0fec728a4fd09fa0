import { describe, expect, it } from 'vitest';
import {
  aPlan,
  clean,
  firstOf,
  judged,
  ledgersOf,
  type Numbers,
  say,
  second,
  settings,
} from '../../testing/judged-counts.ts';
import { assess } from './assess.ts';
import { type Block, silentBlock } from './block.ts';
import { holdForClockJump, judgeBlock, liftHold } from './judge.ts';

describe('an evidence hold', () => {
  const plan = aPlan();
  const bad = second([1, 1], [950, 0]);
  const some = judged(2, { ...plan, settings: { ...settings, comparisonBudget: 1e-9 } }, bad);
  const rare = { ...plan, settings: { ...settings, comparisonBudget: 1e-9 } };

  it('begins at an e-value of 20 and is latched until it falls below 5', () => {
    expect(firstOf(assess(some, rare)).e?.absolute).toBeCloseTo(874.45, 2);
    expect(say(some, rare)).toBe('hold/evidence');
    let state = some;
    let lowest = Number.POSITIVE_INFINITY;
    while (say(state, rare) === 'hold/evidence' && state.seconds < 5_000) {
      const e = firstOf(assess(state, rare)).e;
      lowest = Math.max(e?.absolute ?? 0, e?.relative ?? 0);
      state = judgeBlock(state, rare, second([50, 0], [950, 4]));
    }
    const e = firstOf(assess(state, rare)).e;
    expect(lowest).toBeLessThan(20);
    expect(Math.max(e?.absolute ?? 0, e?.relative ?? 0)).toBeLessThan(5);
  });

  it('is lifted by a person until the evidence was gone', () => {
    const free = liftHold(some);

    expect(say(free, rare)).toBe('collecting/insufficient');
    expect(say(judgeBlock(free, rare, bad), rare)).toBe('collecting/insufficient');
    const gone = judged(1_500, rare, second([50, 0], [950, 4]), free);
    expect(say(judged(3, rare, second([50, 40], [950, 0]), gone), rare)).toBe('hold/evidence');
  });
});

describe('missing data', () => {
  const plan = aPlan();
  const well = judged(600, plan, clean);
  const still = silentBlock(1, 0.05);

  it('holds at once when a source says that it has none, and never moves an e-value', () => {
    const absent = judgeBlock(well, plan, second('absent'));

    expect(say(absent, plan)).toBe('hold/absent');
    expect(firstOf(assess(absent, plan)).e).toEqual(firstOf(assess(well, plan)).e);
    expect(ledgersOf(judgeBlock(well, plan, second([50, 0], 'absent'))).relative).toEqual(ledgersOf(well).relative);
  });

  it('holds until each track was delivered fresh three times in a row', () => {
    const absent = judgeBlock(well, plan, second('absent', 'absent'));

    expect(say(judged(2, plan, clean, absent), plan)).toBe('hold/absent');
    expect(say(judged(3, plan, clean, absent), plan)).toBe('pass/proven');
    const broken = judgeBlock(judged(2, plan, clean, absent), plan, second([50, 0], 'absent'));
    expect(say(judged(2, plan, clean, broken), plan)).toBe('hold/absent');
  });

  it('is stale after thirty seconds without anything new, or after two intervals', () => {
    expect(say(judged(29, plan, still, well), plan)).toBe('pass/proven');
    expect(say(judged(30, plan, still, well), plan)).toBe('hold/stale');
    const slow = { ...plan, intervalSeconds: 20 };
    expect(say(judged(39, slow, still, well), slow)).toBe('pass/proven');
    expect(say(judged(40, slow, still, well), slow)).toBe('hold/stale');
  });

  it('ends a stage in a question, not in a pass', () => {
    const late = judged(1_200, plan, second('absent', 'absent'), well);

    expect(say(late, plan)).toBe('ambiguous/absent');
  });

  it('is not seen in the stable track where none runs', () => {
    const alone = aPlan({ hasBaseline: false });

    expect(say(judged(600, alone, second([50, 0], 'absent')), alone)).toBe('pass/proven');
  });

  it('is no-traffic when nobody sent a request for a minute, and absent when the router did', () => {
    const none = judged(60, plan, second([0, 0]), well);
    const unseen: Block = {
      ...second([0, 0]),
      candidate: { kind: 'counts', requests: 0, errors: 0, fresh: true, routed: 1, latency: null },
    };

    expect(say(judged(59, plan, second([0, 0]), well), plan)).toBe('pass/proven');
    expect(say(none, plan)).toBe('hold/no-traffic');
    expect(say(judgeBlock(none, plan, clean), plan)).toBe('pass/proven');
    expect(say(judged(60, plan, unseen, well), plan)).toBe('hold/absent');
  });

  it('holds after a jump of the wall clock until each track delivered once', () => {
    const jumped = holdForClockJump(well);

    expect(say(jumped, plan)).toBe('hold/clock-jump');
    expect(say(judgeBlock(jumped, plan, still), plan)).toBe('hold/clock-jump');
    expect(say(judgeBlock(jumped, plan, clean), plan)).toBe('pass/proven');
  });
});

describe('the split check', () => {
  const plan = aPlan();
  const split = (candidate: Numbers, stable: Numbers, weightShare = 0.05) => second(candidate, stable, { weightShare });

  it('holds a candidate that gets twice its share, or hardly any, and asks at the end', () => {
    expect(say(judged(60, plan, split([100, 0], [900, 0])), plan)).toBe('hold/split-mismatch');
    expect(say(judged(60, plan, split([5, 0], [995, 0])), plan)).toBe('hold/split-mismatch');
    expect(say(judged(1_800, plan, split([100, 0], [900, 0])), plan)).toBe('ambiguous/split-mismatch');
    expect(assess(judged(60, plan, split([100, 0], [900, 0])), plan).gates.at(-1)).toMatchObject({
      gate: 'split',
      state: 'hold',
      bounds: { observed: 0.1, limit: 0.05 },
    });
  });

  it('lets requests under way settle and begins again with each weight', () => {
    expect(say(judged(5, plan, split([1000, 0], [0, 0])), plan)).toBe('collecting/min-duration');
    const mismatched = judged(60, plan, split([100, 0], [900, 0]));
    const shifted = judgeBlock(mismatched, plan, split([100, 0], [900, 0], 0.1));
    expect(shifted.split).toMatchObject({ weightShare: 0.1, since: 1, hold: 'open' });
  });

  it('is content with the share that is set, also near all', () => {
    expect(say(judged(300, plan, split([50, 0], [950, 0])), plan)).toBe('collecting/min-duration');
    const most = judged(300, plan, split([900, 0], [100, 0], 0.9));
    expect(say(most, plan)).toBe('collecting/min-duration');
  });
});
