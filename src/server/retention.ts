import type { EnvironmentPlace } from '../api/environments.ts';
import type { PruneRequest, PruneView } from '../api/retention.ts';
import type { Caller } from './caller.ts';
import { placeNamed } from './environments.ts';
import type { ServiceParts } from './parts.ts';
import { granted } from './refused.ts';

/** Removes the stored releases of a unit that nothing needs, or says which those are. */
export async function pruneReleases(
  parts: ServiceParts,
  asked: EnvironmentPlace,
  { dryRun }: PruneRequest,
  caller: Caller,
): Promise<PruneView> {
  const { unit, environment, spec } = placeNamed(parts, asked);
  const place = { unit, environment: environment.name };
  const shown = { ...place, dryRun, keep: spec.rollback.keepReleases };
  if (!dryRun) return { ...shown, ...granted(await parts.engine.pruneReleases(place, caller)) };
  const { goes, stays } = granted(await parts.engine.lookAtReleases(place));
  return { ...shown, goes, stays, bytes: goes.reduce((sum, one) => sum + one.bytes, 0) };
}
