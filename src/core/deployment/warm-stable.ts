import { stableThere } from '../strategy/steps.ts';
import { instancesOf } from '../unit/release.ts';
import type { Deployment } from './state.ts';

/**
 * How many instances of stable must be there so that a rollback is ready: all of them, or, where they are replaced in batches,
 * those that no batch so far has replaced. What was replaced comes back from its stored artifacts.
 */
export function warmStable(deployment: Deployment): number {
  if (!('plan' in deployment) || deployment.rollbackRelease === null) return 0;
  const all = instancesOf(deployment.rollbackRelease, deployment.plan.environment);
  return 'stage' in deployment ? stableThere(deployment.plan.strategy, deployment.stage.index, all) : all;
}
