import { InvariantViolation } from '../kernel/invariant.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import type { Serving } from './strategy.ts';

/** What is done on the way to a stage, and then there. */
export type RolloutStep = 'prepare' | 'smoke' | 'shift' | 'retire' | 'watch';

/**
 * The steps of a stage in their order. A candidate comes up once, and is asked off-traffic once; where instances are replaced
 * in batches each batch brings some up and takes some away, in the order that its limits allow.
 */
export function stepsOf({ replacing }: RolloutPlan, stage: number): readonly RolloutStep[] {
  const smoke: readonly RolloutStep[] = stage === 0 ? ['smoke'] : [];
  if (replacing === undefined) return stage === 0 ? ['prepare', ...smoke, 'shift', 'watch'] : ['shift', 'watch'];
  return replacing.first === 'prepare'
    ? ['prepare', ...smoke, 'shift', 'retire', 'watch']
    : ['retire', 'prepare', ...smoke, 'shift', 'watch'];
}

/** The step with which a stage begins. */
export const firstStep = (plan: RolloutPlan, stage: number): RolloutStep => stepsOf(plan, stage)[0] ?? 'watch';

/** Whether the candidate may be asked for anything yet: before its smoke nobody sends it a request, and nothing is to be measured. */
export function isAskable(plan: RolloutPlan, stage: number, step: RolloutStep): boolean {
  const steps = stepsOf(plan, stage);
  return stage > 0 || steps.indexOf(step) >= steps.indexOf('smoke');
}

/** The step that follows another in a stage. */
export function stepAfter(plan: RolloutPlan, stage: number, step: RolloutStep): RolloutStep {
  const steps = stepsOf(plan, stage);
  const next = steps[steps.indexOf(step) + 1];
  if (!steps.includes(step) || next === undefined) throw new InvariantViolation(`nothing follows ${step} in a stage`);
  return next;
}

/** How many instances of stable are surely there on the way to a stage, and on it; `all` where stable is not taken away. */
export function stableThere({ stages }: RolloutPlan, stage: number, all: number): number {
  const before: Serving | undefined = stages[stage - 1]?.serving;
  const there = stages[stage]?.serving;
  return Math.min(before?.stable ?? all, there?.stable ?? all);
}
