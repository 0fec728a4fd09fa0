import type { Measured } from '../core/course/follow-course.ts';
import { parseGate, parseTrigger } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { ALL, weight } from '../core/kernel/weight.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Block } from '../core/verdict/block.ts';
import { NO_VALUES } from '../core/verdict/measurement.ts';
import { NOON } from './builders.ts';
import { draws, longTailed, ownLatencies, seeded } from './latency-traffic.ts';

const gates = ['error_rate < 1%', 'latency_p99 < baseline * 1.5', 'success_rate > 98%'].map((text) => {
  const gate = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
});
const triggers = ['error_rate > 2%', 'latency_p99 > 800ms'].map((text) => {
  const trigger = parseTrigger(text);
  if (isGateProblem(trigger)) throw new Error(trigger.message);
  return trigger;
});

/** The parts of a plan that following a rollout reads: two stages of 20 minutes, then a bake of as long. */
export const aMeasuredPlan = {
  strategy: {
    kind: 'canary',
    stages: [
      { weight: weight(50) ?? ALL, duration: minutes(20), gates },
      { weight: weight(250) ?? ALL, duration: minutes(20), gates },
      { weight: ALL, duration: null, gates: [] },
    ],
  },
  bake: { duration: minutes(20), gates: gates.slice(0, 1) },
  triggers,
  metrics: { source: { type: 'router' }, interval: seconds(1) },
  judge: { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 },
} as unknown as Plan;

/** The same without latencies, which cost the judge the most. */
export const aCountedPlan = {
  ...aMeasuredPlan,
  strategy: {
    ...aMeasuredPlan.strategy,
    stages: aMeasuredPlan.strategy.stages.map((stage) => ({ ...stage, gates: stage.gates.slice(0, 1) })),
  },
  triggers: triggers.slice(0, 1),
} as unknown as Plan;

/** How a rollout goes that is imagined second by second. */
export interface Imagined {
  readonly seconds: number;
  /** The candidate's share of failed requests at a second. */
  readonly failing: (second: number) => number;
  /** Seconds in which the source has nothing to say. */
  readonly isSilent?: (second: number) => boolean;
  /** Seconds in which nobody is there to record. */
  readonly isAway?: (second: number) => boolean;
  /** Whether latencies are measured too. */
  readonly isTimed?: boolean;
}

/** What would be recorded of a rollout that goes as imagined: 40 requests a second to the candidate, 760 to stable. */
export function aMeasuredRollout(imagined: Imagined): Measured[] {
  const random = seeded(7);
  const track = (count: number, share: number, scale: number): Block['candidate'] => {
    let errors = 0;
    for (let one = 0; one < count; one += 1) if (random() < share) errors += 1;
    const times =
      imagined.isTimed === true ? ownLatencies(draws(Math.min(count, 40), () => longTailed(random) * scale)) : null;
    return { kind: 'counts', requests: count, errors, fresh: true, routed: count, latency: times };
  };
  const silent: Block['candidate'] = { kind: 'absent', why: 'timeout', routed: null };
  const stages = [0, 1, 'bake'] as const;
  const measured: Measured[] = [];
  for (let second = 0; second < imagined.seconds; second += 1) {
    const at = later(NOON, seconds(second + 1)) as Instant;
    const stage = stages[Math.min(2, Math.floor(second / 1_200))] ?? 'bake';
    if (second % 1_200 === 0 && second <= 2_400) measured.push({ at, record: { type: 'JudgingBegan', at: stage } });
    if (imagined.isAway?.(second) === true) continue;
    const isSilent = imagined.isSilent?.(second) === true;
    const block: Block = {
      seconds: 1,
      untimed: false,
      weightShare: null,
      values: NO_VALUES,
      candidate: isSilent ? silent : track(40, imagined.failing(second), 1.05),
      stable: track(stage === 'bake' ? 0 : 760, 0.0012, 1),
    };
    measured.push({ at, record: { type: 'BlockClosed', block, cursor: null } });
  }
  return measured;
}
