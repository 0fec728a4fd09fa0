import { describe, expect, it } from 'vitest';
import { aPlan, clean, firstOf, judged, ledgersOf, say, second } from '../../testing/judged-counts.ts';
import { assess } from './assess.ts';
import { judgeBlock, nextStage } from './judge.ts';

describe('the next stage', () => {
  it('keeps what is proven, gives the fail side one more capital and starts the clock again', () => {
    const plan = aPlan();
    const first = judged(600, plan, clean);
    const next = nextStage(first, plan);

    expect(next.seconds).toBe(0);
    expect(next.candidate).toEqual({ requests: 0, errors: 0 });
    expect(ledgersOf(next).pass).toEqual(ledgersOf(first).pass);
    expect(firstOf(assess(next, plan)).e?.absolute).toBeCloseTo((firstOf(assess(first, plan)).e?.absolute ?? 0) + 1, 9);
    expect(say(next, plan)).toBe('collecting/min-duration');
  });

  it('is not failed against stable by its first requests alone: the proof is of all that it remembers', () => {
    const plan = aPlan();
    const worse = (at: number) => second([500, at % 10 === 0 ? 18 : 0], [9_500, at % 10 === 0 ? 1 : 0]);
    const within = judged(600, plan, worse);
    const next = judgeBlock(nextStage(within, plan), plan, second([20, 1]));

    expect(firstOf(assess(next, plan)).e?.relative).toBeGreaterThan(160);
    expect(say(next, plan)).toBe('hold/evidence');
    expect(say(judgeBlock(next, plan, second([9_000, 9_000])), plan)).toMatch(/^fail/);
  });

  it('is failed against stable once its gate has lost ground in it: a good past covers no bad present', () => {
    const plan = aPlan();
    const worse = (at: number) => second([50, at % 4 === 3 ? 0 : 1]);
    const [early, late] = [17, 18].map((seconds) =>
      judged(seconds, plan, worse, nextStage(judged(600, plan, clean), plan)),
    );

    expect(early?.candidate).toEqual({ requests: 850, errors: 13 });
    expect(early && firstOf(assess(early, plan)).e?.relative).toBeGreaterThan(160);
    expect(early && firstOf(assess(early, plan)).e?.absolute).toBeLessThan(3);
    expect(early && say(early, plan)).toBe('hold/evidence');
    expect(late && firstOf(assess(late, plan)).e?.absolute).toBeGreaterThan(3);
    expect(late && say(late, plan)).toBe('fail/relative');
  });

  it('is left to a person as long as its share of errors only comes and goes at the limit', () => {
    const plan = aPlan();
    const atLimit = (at: number) => second([50, at % 2]);
    let state = nextStage(judged(600, plan, clean), plan);
    const said = new Set<string>();
    for (let at = 1; at <= 600; at += 1) {
      state = judgeBlock(state, plan, atLimit(at));
      if (at >= 20) said.add(say(state, plan));
    }

    expect(firstOf(assess(state, plan)).e?.relative).toBeGreaterThan(160);
    expect([...said]).toEqual(['hold/evidence']);
  });

  it('is failed against stable by its share where stable is over the limit too, for its gate is not charged then', () => {
    const plan = aPlan();
    const incident = judged(60, plan, second([50, 3], [950, 57]), nextStage(judged(600, plan, clean), plan));
    const worse = judged(30, plan, second([50, 30], [950, 57]), incident);

    expect(say(incident, plan)).toBe('hold/environment');
    expect(firstOf(assess(worse, plan)).e?.absolute).toBeLessThan(3);
    expect(say(worse, plan)).toBe('fail/relative');
  });

  it('starts anew for a gate that the stage before did not have', () => {
    const next = nextStage(judged(600, aPlan(), clean), aPlan({ gate: 'error_rate < 2%' }));

    expect(ledgersOf(next).pass?.every((log) => log === 0)).toBe(true);
  });

  it('is the bake without stable: no relative ledger, and the absolute one gets all of the budget', () => {
    const bake = aPlan({ hasBaseline: false });
    const baking = nextStage(judged(600, aPlan(), clean), bake);
    const gate = firstOf(assess(judged(600, bake, second([1_000, 1], 'absent'), baking), bake));

    expect(gate).toMatchObject({ state: 'pass', reason: 'proven', e: { relative: null } });
    expect(gate.e?.failAt).toBeCloseTo(80, 9);
  });

  it('keeps one ledger for a trigger, from the first candidate request to the end of the bake', () => {
    const plan = aPlan({ trigger: 'error_rate > 2%' });
    const idle = judged(20, plan, second([0, 0]));
    const first = judged(100, plan, clean, idle);
    const next = nextStage(first, plan);

    expect(idle.triggerSeconds).toBeNull();
    expect(first.triggerSeconds).toBe(100);
    expect(next.triggerSeconds).toBe(100);
    expect(next.triggers).toEqual(first.triggers);
  });
});
