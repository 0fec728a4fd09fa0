import { type Refusal, refuse } from '../kernel/refusal.ts';
import { type PlanDifference, planDifferences, planDifferencesText } from './diff.ts';
import type { Plan } from './plan.ts';
import type { ExpectedPlan } from './plan-file.ts';

/** How a plan of today differs from the one that was asked for; nothing where only a digest is known. */
export const differencesFrom = (expected: ExpectedPlan, plan: Plan): readonly PlanDifference[] =>
  expected.plan === null ? [] : planDifferences(expected.plan, plan);

/**
 * Why a deployment cannot come to the plan that was asked for, as far as that is known before anything is built: what is
 * built later is taken from the expected plan. Null when nothing speaks against it yet.
 */
export function refuseUnlike(expected: ExpectedPlan, foreseen: Plan): Refusal | null {
  if (expected.plan === null) return null;
  const unit = textAt(expected.plan, 'unit');
  if (unit !== foreseen.unit) {
    return refuse(
      'plan-for-another-unit',
      `The plan is for the unit ${unit}, and this folder holds ${foreseen.unit}`,
      'Deploy it from the folder of its unit, or write a plan here: plimsoll plan --out FILE',
    );
  }
  const environment = textAt(expected.plan, 'environment');
  if (environment !== foreseen.environment) {
    return refuse(
      'plan-for-another-environment',
      `The plan is for ${environment}, and the deployment goes to ${foreseen.environment}`,
      `Name its environment: plimsoll deploy -e ${environment} --plan FILE`,
    );
  }
  const found = differencesFrom(expected, withBuilt(foreseen, expected.plan));
  return found.length === 0 ? null : refuseDifferent(found);
}

/** The refusal that names what differs. */
export const refuseDifferent = (found: readonly PlanDifference[]): Refusal =>
  refuse(
    'plan-differs',
    found.length === 0
      ? 'The deployment comes to another plan than the one that was asked for'
      : `The deployment comes to another plan than the one that was asked for: ${planDifferencesText(found)}`,
    'Nothing was changed. Look at what differs, and write the plan anew: plimsoll plan --out FILE',
  );

/** The foreseen plan with what only a build can tell taken over from another. */
function withBuilt(foreseen: Plan, from: unknown): Plan {
  const { id, artifacts } = (partOf(from, 'release') ?? {}) as Partial<Plan['release']>;
  const release = { ...foreseen.release, id: id as Plan['release']['id'], artifacts: artifacts ?? [] };
  return { ...foreseen, release };
}

const partOf = (of: unknown, key: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;

const textAt = (of: unknown, key: string): string => {
  const value = partOf(of, key);
  return typeof value === 'string' ? value.slice(0, 100) : 'unknown';
};
