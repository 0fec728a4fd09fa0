import { assess } from '../core/verdict/assess.ts';
import type { Block } from '../core/verdict/block.ts';
import { judgeBlock, startJudge } from '../core/verdict/judge.ts';
import type { JudgePlan } from '../core/verdict/judge-plan.ts';
import type { JudgeState } from '../core/verdict/judge-state.ts';
import type { LatencyCounts } from '../core/verdict/measurement.ts';
import { aGate, say, settings } from './judged-counts.ts';
import { draws, longTailed, ownLatencies, secondOf, seeded, trackOf } from './latency-traffic.ts';

export const aPlan = (text: string, changes: Partial<JudgePlan> = {}): JudgePlan => ({
  gates: [aGate(text)],
  triggers: [],
  seconds: 60,
  triggerSeconds: 600,
  intervalSeconds: 1,
  hasBaseline: true,
  settings,
  ...changes,
});

export const judged = (
  count: number,
  plan: JudgePlan,
  block: (at: number) => Block,
  from = startJudge(plan),
): JudgeState => {
  let state = from;
  for (let at = 1; at <= count; at += 1) state = judgeBlock(state, plan, block(at));
  return state;
};

/** The judge after the first second in which it said so, or after all of them. */
export function until(
  verdict: RegExp,
  most: number,
  plan: JudgePlan,
  block: (at: number) => Block,
  from = startJudge(plan),
) {
  let state = from;
  for (let at = 1; at <= most && !verdict.test(say(state, plan)); at += 1) state = judgeBlock(state, plan, block(at));
  return state;
}

export const gateOf = (state: JudgeState, plan: JudgePlan) => {
  const [gate] = assess(state, plan).gates;
  if (gate === undefined) throw new Error('no gate');
  return gate;
};

/** Seconds of both tracks; the candidate's latencies are so many times as long. */
export function traffic(candidate: number, stable: number, times = 1, seed = 20_261_126): () => Block {
  const random = seeded(seed);
  return () =>
    secondOf(
      trackOf(draws(candidate, () => times * longTailed(random))),
      trackOf(draws(stable, () => longTailed(random))),
    );
}

export const history = (count: number, times = 1): LatencyCounts => {
  const random = seeded(77);
  return ownLatencies(draws(count, () => times * longTailed(random)));
};

/** The same latencies each second. */
export const steady = (candidate: readonly number[], stable: readonly number[]) => () =>
  secondOf(trackOf(candidate), trackOf(stable));
export const all = (count: number, milliseconds: number): readonly number[] => Array(count).fill(milliseconds);
