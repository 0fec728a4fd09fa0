import { describe, expect, it } from 'vitest';
import { ownLatencies, secondOf, seeded } from '../../../testing/latency-traffic.ts';
import { parseGate } from '../../gate/grammar.ts';
import { isGateProblem } from '../../gate/problem.ts';
import type { Block, TrackBlock } from '../block.ts';
import { eValuesOf } from '../comparison.ts';
import { judgeBlock, startJudge } from '../judge.ts';
import type { JudgePlan } from '../judge-plan.ts';
import { rulesOf } from '../rule.ts';

/** Whole judges are slower than ledgers: `npm run campaign:ville` takes a hundred thousand paths, other runs a few of them. */
const PATHS = Number(process.env.PLIMSOLL_VILLE_PATHS ?? 300);
const BLOCKS = 45;
const BUDGET = 0.1;

function planOf(text: string): JudgePlan {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return {
    gates: [gate],
    triggers: [],
    seconds: BLOCKS / 3,
    triggerSeconds: BLOCKS,
    intervalSeconds: 1,
    hasBaseline: true,
    settings: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: BUDGET },
  };
}

/** Latencies without any bound that anybody could guess: exponential, with a mean of 60 ms. */
const latencyOf = (random: () => number): number => -60 * Math.log(random());

const trackOf = (random: () => number, count: number): TrackBlock => ({
  kind: 'counts',
  requests: count,
  errors: 0,
  fresh: true,
  routed: count,
  latency: ownLatencies(Array.from({ length: count }, () => latencyOf(random))),
});

/** The shares of paths on which the judge ever comes to a proof, failing and passing. */
function sharesProven(text: string, block: (random: () => number) => Block) {
  const plan = planOf(text);
  const [rule] = rulesOf(plan).gates[0] ?? [];
  if (rule?.judge !== 'latency') throw new Error('another judge');
  const random = seeded(20_261_126);
  let failed = 0;
  let shifted = 0;
  let passed = 0;
  for (let path = 0; path < PATHS; path += 1) {
    let state = startJudge(plan);
    const ever = { fail: false, shift: false, pass: false };
    for (let at = 0; at < BLOCKS; at += 1) {
      state = judgeBlock(state, plan, block(random));
      const comparison = state.gates[0]?.[0];
      if (comparison?.kind !== 'sequential') throw new Error('no ledgers');
      const e = eValuesOf(comparison);
      ever.fail ||= (e.absolute ?? 0) >= rule.failAt;
      ever.shift ||= (e.shift ?? 0) >= (rule.shift?.failAt ?? Number.POSITIVE_INFINITY);
      ever.pass ||= (e.pass ?? 0) >= rule.passAt;
    }
    failed += ever.fail ? 1 : 0;
    shifted += ever.shift ? 1 : 0;
    passed += ever.pass ? 1 : 0;
  }
  return { failed: failed / PATHS, shifted: shifted / PATHS, passed: passed / PATHS };
}

// A share of exactly the promise would be measured above it half of the time: three standard errors are allowed.
const within = (budget: number): number => budget + 3 * Math.sqrt((budget * (1 - budget)) / PATHS);

describe('a candidate exactly at the limit of a latency gate', () => {
  it('is not failed against baseline more often than the budget, neither by the gate nor by the shift, nor passed', () => {
    const { failed, shifted, passed } = sharesProven('latency_p90 < baseline', (random) =>
      secondOf(trackOf(random, 8), trackOf(random, 30)),
    );

    expect(failed).toBeLessThanOrEqual(within(BUDGET / 2));
    expect(shifted).toBeLessThanOrEqual(within(BUDGET / 2));
    expect(passed).toBeLessThanOrEqual(within(0.05));
  });

  it('is not failed or passed against a limit of its own more often than the budget', () => {
    // The 90th percentile of these latencies lies at 60 ln 10.
    const limit = (60 * Math.log(10)).toFixed(6);
    const { failed, passed } = sharesProven(`latency_p90 < ${limit}ms`, (random) =>
      secondOf(trackOf(random, 8), trackOf(random, 30)),
    );

    expect(failed).toBeLessThanOrEqual(within(BUDGET / 2));
    expect(passed).toBeLessThanOrEqual(within(0.05));
  });

  it('is not failed either when all requests of a second are slow together', () => {
    const limit = (60 * Math.log(10)).toFixed(6);
    const together = (random: () => number): TrackBlock => {
      const latency = latencyOf(random);
      return {
        kind: 'counts',
        requests: 8,
        errors: 0,
        fresh: true,
        routed: 8,
        latency: ownLatencies(Array(8).fill(latency)),
      };
    };
    const { failed } = sharesProven(`latency_p90 < ${limit}ms`, (random) =>
      secondOf(together(random), trackOf(random, 30)),
    );

    expect(failed).toBeLessThanOrEqual(within(BUDGET / 2));
  });
});
