import { describe, expect, it } from 'vitest';
import { aGate, aPlan, clean, firstOf, judged, say, second, settings, track } from '../../testing/judged-counts.ts';
import { assess } from './assess.ts';
import { extendFurther, judgeBlock, startJudge } from './judge.ts';

describe('a stage', () => {
  it('passes at its duration and not before, when its gate is proven', () => {
    const plan = aPlan();

    expect(say(judged(5, plan, clean), plan)).toBe('collecting/insufficient');
    expect(say(judged(599, plan, clean), plan)).toBe('collecting/min-duration');
    expect(say(judged(600, plan, clean), plan)).toBe('pass/proven');
  });

  it('does not pass before its limit would have shown five events, however clean it is', () => {
    const plan = aPlan({ seconds: 400 });
    const one = second([1, 0]);
    const clean420 = judged(420, plan, one);
    const gate = firstOf(assess(clean420, plan));

    expect(gate.e?.pass).toBeGreaterThan(20);
    expect([gate.state, gate.reason, gate.needsRequests]).toEqual(['collecting', 'extended', 80]);
    expect(say(judged(499, plan, one), plan)).toBe('collecting/extended');
    expect(say(judged(500, plan, one), plan)).toBe('pass/proven');
  });

  it('extends by itself to three times its duration and then asks', () => {
    const plan = aPlan();
    const slow = (at: number) => second(at % 10 === 0 ? [1, 0] : [0, 0]);

    expect(say(judged(600, plan, slow), plan)).toBe('collecting/extended');
    expect(say(judged(1799, plan, slow), plan)).toBe('collecting/extended');
    expect(say(judged(1800, plan, slow), plan)).toBe('ambiguous/insufficient');
  });

  it('goes on for another duration when a person answers extend, and may pass then', () => {
    const plan = aPlan();
    const slow = (at: number) => second(at % 4 === 0 ? [1, 0] : [0, 0]);
    const asked = judged(1_900, plan, slow);
    const extended = extendFurther(asked, plan);

    expect(say(asked, plan)).toBe('ambiguous/insufficient');
    expect(extended.until).toBe(2_500);
    expect(say(extended, plan)).toBe('collecting/extended');
    expect(say(judged(200, plan, slow, extended), plan)).toBe('pass/proven');
    expect(say(judged(600, plan, second([0, 0], [950, 1], { candidate: track([0, 0]) }), extended), plan)).toBe(
      'ambiguous/no-traffic',
    );
  });

  it('asks about a rate near the limit as borderline', () => {
    const alone = aPlan({ hasBaseline: false });
    const state = judged(1_800, alone, (at) => second([20, at % 5 === 0 ? 1 : 0]));
    expect(say(state, alone)).toBe('ambiguous/borderline');
  });

  it('does not count the time of an untimed block, but its evidence', () => {
    const plan = aPlan();
    const state = judged(600, plan, { ...clean, untimed: true });

    expect(state.seconds).toBe(0);
    expect(firstOf(assess(state, plan)).e?.pass).toBeGreaterThan(20);
    expect(say(state, plan)).toBe('collecting/min-duration');
  });

  it('is as bad as its worst gate', () => {
    const plan = { ...aPlan(), gates: [aGate('error_rate < 5%'), aGate('error_rate < 0.001%')] };
    const spotless = second([50, 0], [950, 0]);

    expect(assess(judged(600, plan, spotless), plan).gates.map((gate) => gate.state)).toEqual(['pass', 'collecting']);
    expect(say(judged(600, plan, spotless), plan)).toBe('collecting/extended');
  });

  it('takes or as its best side, and as its worst', () => {
    const either = aPlan({ gate: 'error_rate < 5% or error_rate < 0.001%' });
    const both = aPlan({ gate: 'error_rate < 5% and error_rate < 0.001%' });
    const spotless = second([50, 0], [950, 0]);
    const failing = (at: number) => second([50, at % 2], [950, 0]);

    expect(say(judged(600, either, spotless), either)).toBe('pass/proven');
    expect(say(judged(600, both, spotless), both)).toBe('collecting/extended');
    expect(say(judged(60, both, failing), both)).toMatch(/^fail/);
    expect(say(judged(60, either, failing), either)).not.toMatch(/^fail/);
  });
});

describe('a failing candidate', () => {
  it('is stopped at 8 % errors and 2.5 requests a second after fewer than 90 requests', () => {
    const plan = aPlan();
    // 50 requests a second, 5 % of them to the candidate; every 13th of those fails, and 0.1 % of the others.
    let state = startJudge(plan);
    let at = 0;
    while (assess(state, plan).state !== 'fail' && at < 600) {
      at += 1;
      const requests = at % 2 === 0 ? 2 : 3;
      const before = Math.floor((state.candidate.requests + 6) / 13);
      const errors = Math.floor((state.candidate.requests + requests + 6) / 13) - before;
      state = judgeBlock(state, plan, second([requests, errors], [47, at % 20 === 0 ? 1 : 0]));
    }

    expect(assess(state, plan).state).toBe('fail');
    expect(state.candidate.requests).toBeLessThan(90);
  });

  it('stays failed, whatever comes after', () => {
    const plan = aPlan();
    const failed = judged(20, plan, second([50, 10]));

    expect(say(failed, plan)).toBe('fail/relative');
    expect(say(judged(2_000, plan, clean, failed), plan)).toBe('fail/relative');
  });

  it('is failed against stable only when it is at the limit as well', () => {
    const plan = aPlan();
    const worse = (at: number) => second([500, at % 10 === 0 ? 18 : 0], [9_500, at % 10 === 0 ? 1 : 0]);
    const within = judged(600, plan, worse);

    expect(firstOf(assess(within, plan)).e?.relative).toBeGreaterThan(160);
    expect(say(within, plan)).toBe('hold/evidence');
    expect(say(judged(1_800, plan, worse), plan)).toBe('ambiguous/contradictory');
    const strict = aPlan({ gate: 'error_rate < 0.36%' });
    expect(say(judged(100, strict, worse), strict)).toBe('fail/relative');
  });

  it('is not failed against stable when that is switched off', () => {
    const plan = aPlan({ settings: { ...settings, relative: false } });
    const gate = firstOf(assess(judged(60, plan, second([50, 1], [950, 0])), plan));

    expect(gate.e?.relative).toBeNull();
    expect(gate.e?.failAt).toBeCloseTo(80, 9);
    expect(firstOf(assess(startJudge(aPlan()), aPlan())).e?.failAt).toBeCloseTo(160, 9);
  });

  it('is failed in a hold, and while a question to a person is open', () => {
    const plan = aPlan();
    const asked = judged(1_800, plan, (at) => second(at % 10 === 0 ? [1, 0] : [0, 0]));

    expect(say(asked, plan)).toBe('ambiguous/insufficient');
    expect(say(judged(10, plan, second([50, 20]), asked), plan)).toMatch(/^fail/);
  });
});

describe('a trigger', () => {
  const plan = aPlan({ trigger: 'error_rate > 2%', hasBaseline: false });

  it('fails on proof and never has to pass: a stage that has only triggers is clear', () => {
    expect(say(judged(20, plan, second([10, 2])), plan)).toBe('fail/absolute');
    expect(say(judged(10, plan, clean), plan)).toBe('collecting/min-duration');
    expect(say(judged(600, plan, second([10, 0])), plan)).toBe('pass/trigger-clear');
  });

  it('is not clear when there is no data', () => {
    expect(say(judged(600, plan, second('absent')), plan)).toBe('hold/absent');
  });
});
