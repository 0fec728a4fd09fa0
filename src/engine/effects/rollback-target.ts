import type { Deployment } from '../../core/deployment/state.ts';
import { digestsOf, type Release } from '../../core/unit/release.ts';
import type { TargetState } from '../../ports/target.ts';
import type { Drivers } from '../drivers.ts';

/** Whether enough instances of the release that a rollback returns to are healthy now. Nothing to return to is always there. */
export function isWarm(to: Release | null, needed: number, seen: TargetState): boolean {
  if (to === null) return true;
  return seen.instances.filter((one) => one.releaseId === to.id && one.healthy).length >= needed;
}

/** How closely a registry is looked at: every byte read and hashed, or only what it says that it has. */
export type Closeness = 'every-byte' | 'as-it-says';

/**
 * Whether every artifact of the release that a rollback returns to can still be had. Every byte is read in the pre-flight check,
 * once for each deployment; before each later step the registry only has to say that all is there: reading hundreds of megabytes
 * over a network each time would take longer than the step.
 */
export async function isStored(
  drivers: Drivers,
  deployment: Deployment,
  to: Release | null,
  closeness: Closeness,
  signal: AbortSignal,
): Promise<boolean> {
  if (to === null) return true;
  const { name, registry: spec } = deployment.opening.spec;
  const registry = drivers.registry(name, spec);
  for (const digest of digestsOf(to)) {
    const isThere =
      closeness === 'as-it-says' && registry.knows !== undefined
        ? await registry.knows(name, digest, signal)
        : await registry.has(name, digest, signal);
    if (!isThere) return false;
  }
  return true;
}
