import { describe, expect, it } from 'vitest';
import { ledgersOf, say } from '../../../testing/judged-counts.ts';
import { all, aPlan, gateOf, judged, steady } from '../../../testing/judged-latencies.ts';
import { secondOf, trackOf } from '../../../testing/latency-traffic.ts';
import { parseTrigger } from '../../gate/grammar.ts';
import { isGateProblem } from '../../gate/problem.ts';
import type { Block } from '../block.ts';
import { bucketOf, lowerEdge } from '../histogram.ts';
import { judgeBlock, startJudge } from '../judge.ts';

describe('a latency gate with a limit of its own', () => {
  const plan = aPlan('latency_p99 < 250ms');

  it('passes when it is proven that fewer than 1 % are slower', () => {
    expect(bucketOf(180)).toBe(2228);
    expect(say(judged(60, plan, steady(all(50, 180), all(950, 180))), plan)).toBe('pass/proven');
    expect(gateOf(judged(60, plan, steady(all(50, 180), all(950, 180))), plan).e?.passAt).toBeCloseTo(20, 9);
  });

  it('needs as many requests as an error gate of 1 %: 408 when none is slow', () => {
    const alone = aPlan('latency_p99 < 250ms', { hasBaseline: false });
    const passAfter = (tempering: number): number => Math.ceil(408 / tempering);
    const seen = (count: number) => judged(count, alone, steady(all(1, 180), []));

    // Without ten minutes and twenty slow requests of stable the evidence is tempered to two thirds.
    expect(gateOf(seen(passAfter(2 / 3) - 1), alone).e?.pass).toBeLessThan(20);
    expect(gateOf(seen(passAfter(2 / 3)), alone).e?.pass).toBeGreaterThanOrEqual(20);
  });

  it('fails when it is proven that more than 1 % are slower', () => {
    const slow = judged(20, plan, steady([...all(40, 180), ...all(10, 400)], all(950, 180)));

    expect(say(slow, plan)).toBe('fail/absolute');
    expect(gateOf(slow, plan).text).toMatch(
      /^latency_p99 402 ms \(1 000 requests\), stable 181 ms; latency_p99 < 250ms is proven false/,
    );
  });

  it('counts a bucket that holds the limit as slow for passing and not for failing', () => {
    const at = lowerEdge(bucketOf(250) ?? 0);
    const state = judged(200, plan, steady(all(50, at), all(950, 180)));

    expect(gateOf(state, plan).e?.absolute).toBeLessThan(1);
    expect(gateOf(state, plan).e?.pass).toBeLessThan(1e-9);
  });

  it('is never failed by itself while stable is over the limit too, and holds', () => {
    const incident = judged(30, plan, steady([...all(40, 180), ...all(10, 400)], [...all(760, 180), ...all(190, 400)]));

    expect(say(incident, plan)).toBe('hold/environment');
    expect(ledgersOf(incident).absolute).toEqual(ledgersOf(startJudge(plan)).absolute);
  });

  it('lets passing see the block in which an incident begins, and not the one in which it ends', () => {
    const calm = steady(all(50, 180), all(950, 180));
    const before = judged(30, plan, calm);
    const first = judgeBlock(before, plan, secondOf(trackOf(all(50, 180)), trackOf(all(950, 400))));
    const during = judgeBlock(first, plan, calm());

    expect(ledgersOf(first).environment).toBe(true);
    expect(ledgersOf(first).pass).not.toEqual(ledgersOf(before).pass);
    expect(ledgersOf(first).absolute).toEqual(ledgersOf(before).absolute);
    expect(ledgersOf(during).pass).toEqual(ledgersOf(first).pass);
  });

  it('holds for absent when requests come without latencies', () => {
    const blind = (): Block =>
      secondOf({ ...trackOf(all(5, 100)), latency: null } as Block['stable'], trackOf(all(95, 100)));

    expect(say(judged(3, plan, blind), plan)).toBe('collecting/insufficient');
    expect(say(judged(4, plan, blind), plan)).toBe('hold/absent');
    expect(say(judged(180, plan, blind), plan)).toBe('ambiguous/absent');
  });

  it('judges a sample by the latencies in it', () => {
    const sampled = (): Block => {
      const full = trackOf(all(50, 180));
      return secondOf({ ...full, requests: 5_000, routed: 5_000 } as Block['stable'], trackOf(all(950, 180)));
    };

    expect(gateOf(judged(12, plan, sampled), plan).e?.pass).toBe(
      gateOf(judged(12, plan, steady(all(50, 180), all(950, 180))), plan).e?.pass,
    );
  });
});

describe('a latency trigger', () => {
  const trigger = parseTrigger('latency_p99 > 800ms');
  if (isGateProblem(trigger)) throw new Error(trigger.message);
  const bake = aPlan('latency_p99 < 5s', { gates: [], triggers: [trigger], hasBaseline: false });

  it('fires without a stable track beside it', () => {
    const state = judged(20, bake, steady([...all(40, 180), ...all(10, 900)], []));

    expect(say(state, bake)).toBe('fail/absolute');
    expect(gateOf(state, bake).text).toContain('latency_p99 > 800ms is proven');
    expect(gateOf(state, bake).e).toMatchObject({ shift: null, relative: null, pass: null });
  });

  it('stays clear while nothing is proven', () => {
    expect(say(judged(60, bake, steady(all(50, 180), [])), bake)).toBe('pass/trigger-clear');
  });
});
