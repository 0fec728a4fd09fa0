import type { Gate } from '../../gate/gate.ts';
import type { Duration } from '../../kernel/duration.ts';
import { ALL, type Weight } from '../../kernel/weight.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Stage } from '../../strategy/strategy.ts';
import { type GatePower, gatePower, type Rollout } from './power.ts';
import { type Proposal, proposalsFor } from './proposals.ts';
import type { StableRecord, StableTraffic } from './stable-record.ts';

/** The power of one stage's gates, with what would mend those that cannot be proven. */
export interface StagePower {
  /** `stage 1`, `stage 2`, ... or `bake`. */
  readonly name: string;
  readonly weight: Weight;
  readonly duration: Duration;
  readonly gates: readonly (GatePower & { readonly proposals: readonly Proposal[] })[];
}

/** What stable did, in numbers. */
export interface KnownTraffic {
  readonly seconds: number;
  readonly arrivals: number;
  readonly requests: number;
  readonly errors: number;
}

/**
 * Whether a rollout's gates can be proven at the traffic that stable shows: made when a plan is sealed, shown beside it and
 * never part of it, for traffic is a forecast.
 */
export type PowerCheck =
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'known'; readonly traffic: KnownTraffic; readonly stages: readonly StagePower[] };

/** The parts of a plan that the check reads. */
type CheckedPlan = Pick<Plan, 'strategy' | 'judge'> & { readonly bake: Pick<Plan['bake'], 'duration' | 'gates'> };

/** The check of a plan against what stable did. */
export function powerCheckOf(plan: CheckedPlan, { record: stable, why }: StableTraffic): PowerCheck {
  if (plan.strategy.kind === 'first-release') return { kind: 'unknown', why: 'a first release, nothing serves yet' };
  if (stable === null) return { kind: 'unknown', why };
  const stages = judgedStages(plan);
  const rollout: Rollout = { stages, settings: plan.judge };
  return {
    kind: 'known',
    traffic: knownTraffic(stable),
    stages: stages.flatMap((stage, at) => {
      if (stage.duration === null || stage.gates.length === 0) return [];
      const name = at === stages.length - 1 ? 'bake' : `stage ${at + 1}`;
      const gates = stage.gates.map((gate) => checked(rollout, at, gate, stable));
      return [{ name, weight: stage.weight, duration: stage.duration, gates }];
    }),
  };
}

const knownTraffic = ({ seconds, arrivals, requests, errors }: StableRecord): KnownTraffic => ({
  ...{ seconds, arrivals, requests, errors },
});

/** The stages that the clock bounds, and the bake as the last: a stage without a duration of its own is judged as the bake. */
function judgedStages({ strategy, bake }: CheckedPlan): readonly Stage[] {
  const timed = strategy.stages.filter((stage) => stage.duration !== null);
  return [...timed, { weight: ALL, duration: bake.duration, gates: bake.gates }];
}

function checked(rollout: Rollout, at: number, gate: Gate, stable: StableRecord): StagePower['gates'][number] {
  const power = gatePower(rollout, at, gate, stable);
  return { ...power, proposals: power.state === 'too-few' ? proposalsFor(rollout, at, gate, stable) : [] };
}
