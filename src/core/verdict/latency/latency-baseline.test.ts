import { describe, expect, it } from 'vitest';
import { ledgersOf, say, settings } from '../../../testing/judged-counts.ts';
import { aPlan, gateOf, history, judged, traffic, until } from '../../../testing/judged-latencies.ts';
import { nextStage, startJudge } from '../judge.ts';
import { rulesOf } from '../rule.ts';

describe('a latency gate against baseline', () => {
  const plan = aPlan('latency_p99 < baseline * 1.5');

  it('passes at 25 and fails at 200, for the bounds of stable must be right as well', () => {
    const [rule] = rulesOf(plan).gates[0] ?? [];

    expect(rule).toMatchObject({ judge: 'latency' });
    if (rule?.judge !== 'latency') throw new Error('another judge');
    expect(rule.passAt).toBeCloseTo(25, 9);
    expect(rule.failAt).toBeCloseTo(200, 9);
    expect(rule.shift?.failAt).toBeCloseTo(200, 9);
    expect(rule.boundAt.fail).toBeCloseTo(800, 9);
    expect(rule.shift?.boundAt).toBeCloseTo(4_000, 9);
  });

  it('passes a candidate like stable', () => {
    expect(say(judged(60, plan, traffic(100, 400)), plan)).toBe('pass/proven');
  });

  it('proves nothing before stable has been seen, and then from its latencies before the block', () => {
    const first = judged(1, plan, traffic(50, 5_000));
    const second = judged(2, plan, traffic(50, 5_000));

    expect(ledgersOf(first).pass?.every((log) => log === 0)).toBe(true);
    expect(ledgersOf(second).pass?.every((log) => log === 0)).toBe(false);
    const bounds = ledgersOf(second).latency?.bounds;
    expect(bounds?.low).toBeLessThan(192);
    expect(bounds?.high).toBeGreaterThan(192);
  });

  it('knows stable from the start when it is told what it did before', () => {
    const told = startJudge(plan, undefined, history(60_000));

    expect(ledgersOf(judged(1, plan, traffic(50, 950), told)).pass?.every((log) => log === 0)).toBe(false);
    expect(until(/^fail/, 60, plan, traffic(5, 95, 2), told).seconds).toBeLessThan(
      until(/^fail/, 60, plan, traffic(5, 95, 2)).seconds,
    );
  });

  it('holds, and then goes back on a candidate that is a third slower as a whole, long before its p99 alone would show it', () => {
    const strict = aPlan('latency_p99 < baseline * 1.1', { seconds: 600 });
    const told = startJudge(strict, undefined, history(60_000));
    const held = until(/^hold/, 600, strict, traffic(5, 95, 1.3), told);
    const failed = until(/^fail/, 600, strict, traffic(5, 95, 1.3), told);

    expect(say(held, strict)).toBe('hold/evidence');
    expect(held.candidate.requests).toBeLessThan(250);
    expect(say(failed, strict)).toBe('fail/shift');
    expect(failed.candidate.requests).toBeLessThan(1_500);
    expect(gateOf(failed, strict).e?.absolute).toBeGreaterThanOrEqual(3);
    expect(gateOf(failed, strict).e?.absolute).toBeLessThan(200);
    expect(gateOf(failed, strict).text).toMatch(/proven slower than stable as a whole \(E = .+ >= 200\)$/);
  });

  it('does not go back on a shift before the gate itself has lost ground', () => {
    const wide = aPlan('latency_p99 < baseline * 4');
    const state = judged(120, wide, traffic(50, 950, 1.3), startJudge(wide, undefined, history(60_000)));

    expect(gateOf(state, wide).e?.shift).toBeGreaterThan(200);
    expect(say(state, wide)).toBe('hold/evidence');
  });

  it('has no shift ledger when that is switched off, and all of the budget for the other', () => {
    const off = aPlan('latency_p99 < baseline * 1.5', { settings: { ...settings, relative: false } });

    expect(ledgersOf(startJudge(off)).shift).toBeNull();
    expect(gateOf(startJudge(off), off).e).toMatchObject({ shift: null, failAt: 1 / (0.0125 * 0.8) });
  });

  it('takes a limit that adds a time to baseline', () => {
    const plus = aPlan('latency_p99 < baseline + 100ms');
    const state = judged(60, plus, traffic(100, 900), startJudge(plus, undefined, history(60_000)));

    expect(say(state, plus)).toBe('pass/proven');
    expect(gateOf(state, plus).bounds.limit).toBeGreaterThan(280);
    expect(gateOf(state, plus).bounds.limit).toBeLessThan(300);
  });
});

describe('what stable did before', () => {
  const plan = aPlan('latency_p99 < baseline * 1.1', { seconds: 60 });

  it('is dropped when stable does so no more, and missed at the end as drift', () => {
    const state = judged(180, plan, traffic(2, 20), startJudge(plan, undefined, history(60_000, 3)));

    expect(state.latencies?.before).toBeNull();
    expect(state.latencies?.dropped).toBe(60_000);
    expect(say(state, plan)).toBe('ambiguous/drift');
    expect(gateOf(state, plan).text).toContain('not what it was before the deployment');
  });

  it('is kept while stable goes on like that', () => {
    const state = judged(180, plan, traffic(2, 20), startJudge(plan, undefined, history(60_000)));

    expect(state.latencies?.before?.total).toBe(60_000);
    expect(say(state, plan)).toMatch(/^ambiguous\/(borderline|insufficient)$/);
  });
});

describe('at the next stage', () => {
  const plan = aPlan('latency_p99 < baseline * 1.5');
  const first = judged(60, plan, traffic(100, 400));
  const next = nextStage(first, plan);

  it('what is proven stays proven, and each ledger gets one more capital', () => {
    expect(ledgersOf(next).pass).toEqual(ledgersOf(first).pass);
    expect(gateOf(next, plan).e?.absolute).toBeCloseTo((gateOf(first, plan).e?.absolute ?? 0) + 1, 9);
    expect(gateOf(next, plan).e?.shift).toBeCloseTo((gateOf(first, plan).e?.shift ?? 0) + 1, 9);
  });

  it('stable stays known, the candidate is looked at anew', () => {
    expect(next.latencies?.now.total).toBe(first.latencies?.now.total);
    expect(next.latencies?.candidate.total).toBe(0);
  });
});
