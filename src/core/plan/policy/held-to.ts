import type { Slot } from '../../environment/slot.ts';
import type { Duration } from '../../kernel/duration.ts';
import type { Plan } from '../plan.ts';

const shorter = (one: Duration, other: Duration): Duration => (one < other ? one : other);

/**
 * A deployment as it is held to its limits: those of the plan that was approved, or of the policy in force where that is stricter. The
 * plan itself, and its digest, stay what they are.
 */
export function heldTo<T extends object>(deployment: T, { policy }: Pick<Slot, 'policy'>): T {
  if (policy === null || !hasPlan(deployment)) return deployment;
  const { limits, windows } = deployment.plan;
  const { healthTimeout, deploymentTimeout, evidenceMaxAge } = policy.protection;
  const onOpen = policy.protection.windows.onOpen === 'rollback' ? 'rollback' : windows.onOpen;
  const stricter = {
    ...limits,
    healthTimeout: shorter(limits.healthTimeout, healthTimeout),
    deploymentTimeout: shorter(limits.deploymentTimeout, deploymentTimeout),
    evidenceMaxAge: shorter(limits.evidenceMaxAge, evidenceMaxAge),
  };
  const isSame = (Object.keys(stricter) as (keyof typeof stricter)[]).every((name) => stricter[name] === limits[name]);
  if (isSame && onOpen === windows.onOpen) return deployment;
  return { ...deployment, plan: { ...deployment.plan, limits: stricter, windows: { ...windows, onOpen } } };
}

const hasPlan = (deployment: object): deployment is { readonly plan: Plan } => 'plan' in deployment;
