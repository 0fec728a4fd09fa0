import { DriverError } from '../../ports/driver-error.ts';
import { part } from '../context.ts';
import { checkEnvironment } from './check.ts';
import type { Doing } from './doing.ts';
import { sourceTree } from './source-tree.ts';

/**
 * Runs the plan's down step, if it has one: stored data goes back to what the release before can read, before users do. It may run
 * more than once. Rejects when it fails: the traffic stays with the release that can read the data as it is.
 */
export async function takeDataBack(doing: Doing, environment: string): Promise<void> {
  const { deployment, drivers, effect } = doing;
  if (!('plan' in deployment)) return;
  const { plan, release } = deployment;
  const { downStep } = plan;
  if (downStep === undefined) return;
  const env = await checkEnvironment(doing, environment, null, release.id);
  // The step belongs to the release whose data it takes back: in a restoration that is what leaves, not what was asked for.
  const workDir = await sourceTree(doing, release.commit);
  const request = { kind: 'down-step', spec: downStep, workDir, env } as const;
  const result = await drivers.checks.run(request, part(effect, 'down-step'));
  if (!result.passed) throw new DriverError(`The down step failed: ${result.problem}`, { retryable: true });
}
