import type { Deployment } from '../../core/deployment/state.ts';
import { digestsOf, type Release } from '../../core/unit/release.ts';
import type { TargetState } from '../../ports/target.ts';
import type { Drivers } from '../drivers.ts';

/** Whether enough instances of the release that a rollback returns to are healthy now. Nothing to return to is always there. */
export function isWarm(to: Release | null, needed: number, seen: TargetState): boolean {
  if (to === null) return true;
  return seen.instances.filter((one) => one.releaseId === to.id && one.healthy).length >= needed;
}

/** Whether every artifact of the release that a rollback returns to can still be read, byte for byte. */
export async function isStored(
  drivers: Drivers,
  deployment: Deployment,
  to: Release | null,
  signal: AbortSignal,
): Promise<boolean> {
  if (to === null) return true;
  const { name, registry } = deployment.opening.spec;
  for (const digest of digestsOf(to)) {
    if (!(await drivers.registry(name, registry).has(name, digest, signal))) return false;
  }
  return true;
}
