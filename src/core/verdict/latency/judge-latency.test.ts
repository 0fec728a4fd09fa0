import { describe, expect, it } from 'vitest';
import {
  draws,
  foreignLatencies,
  longTailed,
  ownLatencies,
  secondOf,
  seeded,
  trackOf,
} from '../../../testing/latency-traffic.ts';
import type { Gate } from '../../gate/gate.ts';
import { parseGate, parseTrigger } from '../../gate/grammar.ts';
import { isGateProblem } from '../../gate/problem.ts';
import { assess } from '../assess.ts';
import type { Block } from '../block.ts';
import type { SequentialState } from '../comparison.ts';
import { bucketOf, lowerEdge, upperEdge } from '../histogram.ts';
import { judgeBlock, nextStage, startJudge } from '../judge.ts';
import type { JudgePlan } from '../judge-plan.ts';
import type { JudgeState } from '../judge-state.ts';
import type { LatencyCounts } from '../measurement.ts';
import { rulesOf } from '../rule.ts';

const settings = { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 };

function aGate(text: string): Gate {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
}

const aPlan = (text: string, changes: Partial<JudgePlan> = {}): JudgePlan => ({
  gates: [aGate(text)],
  triggers: [],
  seconds: 60,
  triggerSeconds: 600,
  intervalSeconds: 1,
  hasBaseline: true,
  settings,
  ...changes,
});

const say = (state: JudgeState, plan: JudgePlan): string => {
  const { state: verdict, reason } = assess(state, plan);
  return `${verdict}/${reason}`;
};

const judged = (count: number, plan: JudgePlan, block: (at: number) => Block, from = startJudge(plan)): JudgeState => {
  let state = from;
  for (let at = 1; at <= count; at += 1) state = judgeBlock(state, plan, block(at));
  return state;
};

/** The judge after the first second in which it said so, or after all of them. */
function until(verdict: RegExp, most: number, plan: JudgePlan, block: (at: number) => Block, from = startJudge(plan)) {
  let state = from;
  for (let at = 1; at <= most && !verdict.test(say(state, plan)); at += 1) state = judgeBlock(state, plan, block(at));
  return state;
}

const ledgersOf = ({ gates }: JudgeState): SequentialState => {
  const first = gates[0]?.[0];
  if (first?.kind !== 'sequential') throw new Error('no ledgers');
  return first;
};

const gateOf = (state: JudgeState, plan: JudgePlan) => {
  const [gate] = assess(state, plan).gates;
  if (gate === undefined) throw new Error('no gate');
  return gate;
};

/** Seconds of both tracks; the candidate's latencies are so many times as long. */
function traffic(candidate: number, stable: number, times = 1, seed = 20_261_126): () => Block {
  const random = seeded(seed);
  return () =>
    secondOf(
      trackOf(draws(candidate, () => times * longTailed(random))),
      trackOf(draws(stable, () => longTailed(random))),
    );
}

const history = (count: number, times = 1): LatencyCounts => {
  const random = seeded(77);
  return ownLatencies(draws(count, () => times * longTailed(random)));
};

/** The same latencies each second. */
const steady = (candidate: readonly number[], stable: readonly number[]) => () =>
  secondOf(trackOf(candidate), trackOf(stable));
const all = (count: number, milliseconds: number): readonly number[] => Array(count).fill(milliseconds);

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
