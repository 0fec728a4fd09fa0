import { describe, expect, it } from 'vitest';
import { say } from '../../../testing/judged-counts.ts';
import { all, aPlan, gateOf, history, judged, steady, traffic } from '../../../testing/judged-latencies.ts';
import { draws, foreignLatencies, longTailed, secondOf, seeded, trackOf } from '../../../testing/latency-traffic.ts';
import type { Block } from '../block.ts';
import { bucketOf, upperEdge } from '../histogram.ts';
import { judgeBlock, startJudge } from '../judge.ts';

describe('buckets of a source', () => {
  const edges = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500];
  const random = seeded(5);
  const foreign =
    (candidate: number, stable: number, times = 1) =>
    (): Block =>
      secondOf(
        trackOf(
          draws(candidate, () => times * longTailed(random)),
          (each) => foreignLatencies(edges, each),
        ),
        trackOf(
          draws(stable, () => longTailed(random)),
          (each) => foreignLatencies(edges, each),
        ),
      );

  it('that are too wide for the margin end in resolution at the duration, without an extension', () => {
    const plan = aPlan('latency_p99 < baseline * 1.1');
    const state = judged(60, plan, foreign(50, 950));

    expect(say(judged(59, plan, foreign(50, 950)), plan)).toBe('collecting/insufficient');
    expect(say(state, plan)).toBe('ambiguous/resolution');
    expect(gateOf(state, plan).text).toContain('add an edge there');
  });

  it('never promote a candidate that is a tenth slower', () => {
    const plan = aPlan('latency_p99 < baseline * 1.1');

    expect(say(judged(180, plan, foreign(500, 950, 1.1)), plan)).toBe('ambiguous/resolution');
  });

  it('serve a limit that is one of their edges', () => {
    const plan = aPlan('latency_p99 < 250ms');

    expect(say(judged(60, plan, foreign(50, 950)), plan)).toBe('pass/proven');
    expect(say(judged(60, plan, foreign(50, 950, 3)), plan)).toMatch(/^fail/);
  });

  it('do not serve a limit between two of them', () => {
    const plan = aPlan('latency_p99 < 180ms');

    expect(say(judged(60, plan, foreign(50, 950)), plan)).toBe('ambiguous/resolution');
  });

  it('fail a candidate whose latencies lie surely above, however wide they are', () => {
    const plan = aPlan('latency_p99 < baseline * 1.1');

    expect(say(judged(60, plan, foreign(50, 950, 20)), plan)).toMatch(/^fail/);
  });

  it('begin anew when the source changes them', () => {
    const plan = aPlan('latency_p99 < baseline * 1.1');
    const before = judged(10, plan, foreign(50, 950));
    const after = judgeBlock(before, plan, traffic(50, 950)());

    expect(before.latencies?.now.total).toBe(9_500);
    expect(after.latencies?.now.total).toBe(950);
  });
});

describe('for people', () => {
  const plan = aPlan('latency_p99 < baseline * 1.5', { seconds: 600 });

  it('a latency is shown with bounds, in milliseconds', () => {
    const { bounds, text } = gateOf(judged(60, plan, traffic(100, 400)), plan);

    expect(bounds.unit).toBe('ms');
    expect(bounds.low).toBeLessThan(bounds.observed ?? 0);
    expect(bounds.high).toBeGreaterThan(bounds.observed ?? Number.POSITIVE_INFINITY);
    expect(bounds.observed).toBeGreaterThan(150);
    expect(bounds.observed).toBeLessThan(250);
    expect(text).toMatch(/^latency_p99 \d{3} ms \(6 000 requests\), stable \d{3} ms, limit \d{3} ms; proven/);
  });

  it('it says how many requests are missing, and that comes true', () => {
    const early = judged(20, plan, traffic(10, 90), startJudge(plan, undefined, history(60_000)));
    const { needsRequests, needsMinutes } = gateOf(early, plan);

    expect(needsRequests).toBeGreaterThan(0);
    expect(needsMinutes).toBeCloseTo((needsRequests ?? 0) / 600, 9);
    const missing = Math.ceil((needsRequests ?? 0) / 10);
    const random = seeded(3);
    const later = judged(
      3 * missing,
      plan,
      () => secondOf(trackOf(draws(10, () => longTailed(random))), trackOf(draws(90, () => longTailed(random)))),
      early,
    );
    expect(gateOf(later, plan).e?.pass).toBeGreaterThan(25);
  });

  it('the last bucket has no end, and nothing infinite is said of it', () => {
    const { bounds } = gateOf(judged(20, plan, steady(all(50, 1e9), all(50, 1e9))), plan);

    expect(upperEdge(bucketOf(1e9) ?? 0)).toBe(Number.POSITIVE_INFINITY);
    expect(bounds.observed).toBeNull();
    expect(bounds.high).toBeNull();
  });
});
