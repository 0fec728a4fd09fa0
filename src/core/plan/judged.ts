import { rolloutPlanOf } from '../strategy/rollout-plan.ts';
import { triggersOf } from '../strategy/strategy.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';
import type { UnitSpec } from '../unit/unit.ts';
import type { Plan } from './plan.ts';
import { bakeGatesOf, judgeSettings } from './seal.ts';

/** What of a plan says how it is judged. */
type JudgedPlan = Pick<Plan, 'strategy' | 'triggers' | 'metrics' | 'judge'> & {
  readonly bake: Pick<Plan['bake'], 'duration' | 'gates'>;
};

/**
 * The parts of a plan that say how it is judged, as the configuration alone gives them: what a deployment to this
 * environment would be held to while a release as large as the new one serves there.
 */
export function judgedPlan(spec: UnitSpec, environment: EnvironmentSpec): JudgedPlan {
  const { instances } = environment.target;
  const strategy = rolloutPlanOf(environment.rollout, { candidate: instances, stable: instances });
  const gates = bakeGatesOf(environment);
  const triggers = [...spec.rollback.triggers, ...triggersOf(environment.rollout)];
  const all = [...strategy.stages.flatMap((stage) => stage.gates), ...gates];
  return {
    strategy,
    triggers,
    metrics: spec.metrics,
    judge: judgeSettings(spec.verdict, all, triggers),
    bake: { duration: environment.bake.duration, gates },
  };
}
