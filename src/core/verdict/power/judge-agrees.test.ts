import { describe, expect, it } from 'vitest';
import { gateOf, oneStage } from '../../../testing/power.ts';
import type { Block, TrackBlock } from '../block.ts';
import { judgeBlock, startJudge } from '../judge.ts';
import type { JudgePlan } from '../judge-plan.ts';
import { CALM } from '../ledger/tempering.ts';
import { standingsOf } from '../standing.ts';
import { gatePower } from './power.ts';

const GATE = 'error_rate < 1%';
const SECONDS = 600;
const EXTEND = 2;
const BLOCK_SECONDS = 5;
const STABLE_A_BLOCK = 90;
const CANDIDATE_A_BLOCK = 10;
const RUNS = 150;

const plan: JudgePlan = {
  gates: [gateOf(GATE)],
  triggers: [],
  seconds: SECONDS,
  triggerSeconds: SECONDS,
  intervalSeconds: 1,
  hasBaseline: true,
  settings: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: EXTEND, comparisonBudget: 0.0125 },
};

/** Uniform in [0, 1), the same for a seed on every machine. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** When a healthy candidate passes; null when it does not. */
function passedAt(errorShare: number, seed: number): number | null {
  const random = uniform(seed);
  const track = (requests: number): TrackBlock => {
    let errors = 0;
    for (let each = 0; each < requests; each += 1) if (random() < errorShare) errors += 1;
    return { kind: 'counts', requests, errors, fresh: true, routed: requests, latency: null };
  };
  let state = startJudge(plan);
  for (let second = BLOCK_SECONDS; second <= EXTEND * SECONDS; second += BLOCK_SECONDS) {
    const block: Block = {
      ...{ seconds: BLOCK_SECONDS, untimed: false, weightShare: 0.1, values: { stable: {}, candidate: {} } },
      stable: track(STABLE_A_BLOCK),
      candidate: track(CANDIDATE_A_BLOCK),
    };
    state = judgeBlock(state, plan, block);
    if (second < SECONDS) continue;
    const { stage } = standingsOf(state, plan);
    if (stage.state === 'pass') return second;
    if (stage.state === 'fail') return null;
  }
  return null;
}

describe('the chance to pass when healthy', () => {
  it.each([0.001, 0.0025, 0.004])('is how often the judge passes one, with stable errors of %f', (errorShare) => {
    const requests = 20 * 3_600;
    const stable = {
      ...{
        seconds: 3_600,
        arrivals: requests,
        requests,
        errors: Math.round(requests * errorShare),
        latency: null,
        burst: CALM,
      },
    };
    const rollout = { stages: oneStage(10, SECONDS / 60, GATE), settings: { falsePass: 0.05, extend: EXTEND } };
    const expected = gatePower(rollout, 0, gateOf(GATE), stable);
    const passes = Array.from({ length: RUNS }, (_, run) => passedAt(errorShare, 31 * run + 7));
    const planned = passes.filter((at) => at === SECONDS).length / RUNS;
    const extended = passes.filter((at) => at !== null).length / RUNS;
    // Three standard errors of the share of runs, and one in fifty for what holds a healthy candidate by chance.
    const allowed = (share: number) => 3 * Math.sqrt(Math.max(share * (1 - share), 0.005) / RUNS) + 0.02;

    expect(Math.abs(planned - (expected.chance ?? -1))).toBeLessThan(allowed(expected.chance ?? 0));
    expect(Math.abs(extended - (expected.chanceExtended ?? -1))).toBeLessThan(allowed(expected.chanceExtended ?? 0));
  });
});
