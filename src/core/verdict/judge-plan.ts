import type { Gate, Trigger } from '../gate/gate.ts';
import { InvariantViolation } from '../kernel/invariant.ts';
import { ALL } from '../kernel/weight.ts';
import type { JudgeSettings, Plan } from '../plan/plan.ts';
import { type DeclaredMetric, declaredIn } from './declared.ts';

/** What the judge needs to know about one stage or about the bake. */
export interface JudgePlan {
  readonly gates: readonly Gate[];
  readonly triggers: readonly Trigger[];
  /** The stage's duration: good numbers never shorten it. */
  readonly seconds: number;
  /** The planned time from the first candidate request to the end of the bake, for the triggers. */
  readonly triggerSeconds: number;
  /** How often the source delivers. */
  readonly intervalSeconds: number;
  /** The metrics declared beside the built-in ones. */
  readonly declared?: readonly DeclaredMetric[];
  /** Whether a stable track runs beside the candidate. */
  readonly hasBaseline: boolean;
  readonly settings: Pick<JudgeSettings, 'falsePass' | 'relative' | 'relativeRatio' | 'extend' | 'comparisonBudget'>;
}

/** The parts of a plan that say how it is judged. */
type JudgedPlan = Pick<Plan, 'strategy' | 'triggers' | 'metrics' | 'judge'> & {
  readonly bake: Pick<Plan['bake'], 'duration' | 'gates'>;
};

/** The judge's plan for a stage by its index, or for the bake. The last stage of a rollout has no duration and is judged as the bake. */
export function judgePlanOf(plan: JudgedPlan, at: number | 'bake'): JudgePlan {
  const common = {
    triggers: plan.triggers,
    triggerSeconds: rolloutSeconds(plan),
    intervalSeconds: plan.metrics.interval / 1_000,
    declared: declaredIn(plan.metrics),
    settings: plan.judge,
  };
  const stage = at === 'bake' ? null : plan.strategy.stages[at];
  if (stage === undefined) throw new InvariantViolation(`the plan has no stage ${at}`);
  if (stage === null || stage.duration === null) {
    return { ...common, gates: plan.bake.gates, seconds: plan.bake.duration / 1_000, hasBaseline: false };
  }
  // Until the candidate has all traffic, stable serves beside it under every strategy.
  const hasBaseline = plan.strategy.kind !== 'first-release' && stage.weight < ALL;
  return { ...common, gates: stage.gates, seconds: stage.duration / 1_000, hasBaseline };
}

/**
 * The plan by which gates on trial are judged at a stage or in the bake: by the same code, with the error budget that one of the
 * gates has, on a judge of their own, so that nothing of them can reach what is acted on. Null where a rollout has none.
 */
export function shadowPlanOf(plan: JudgedPlan, at: number | 'bake'): JudgePlan | null {
  const { stages } = plan.strategy;
  if (stages.every(({ shadowGates = [] }) => shadowGates.length === 0)) return null;
  // A last stage without a duration is judged as the bake.
  const stage = at === 'bake' ? stages.findLast(({ duration }) => duration === null) : stages[at];
  return { ...judgePlanOf(plan, at), gates: stage?.shadowGates ?? [], triggers: [] };
}

function rolloutSeconds(plan: JudgedPlan): number {
  let total: number = plan.bake.duration;
  for (const stage of plan.strategy.stages) total += stage.duration ?? 0;
  return total / 1_000;
}
