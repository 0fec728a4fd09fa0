import type { ObservedHealth } from '../../core/deployment/command.ts';
import type { Deployment, Production, QueuedForProduction } from '../../core/deployment/state.ts';
import { warmStable } from '../../core/deployment/warm-stable.ts';
import type { Release } from '../../core/unit/release.ts';
import type { TargetState } from '../../ports/target.ts';
import { isWarm } from './rollback-target.ts';

/** A deployment whose releases may run in production. */
type Running = Production | QueuedForProduction;

/** The health of candidate and stable as the target shows it, each known by its release. */
export function healthOf(seen: TargetState, deployment: Running & Deployment): ObservedHealth {
  const { release: candidate, rollbackRelease: stable } = deployment;
  const count = (release: Release | null) => {
    const instances = seen.instances.filter((one) => one.releaseId === release?.id);
    return { healthy: instances.filter((one) => one.healthy).length, total: instances.length };
  };
  return {
    candidate: count(candidate),
    stable: count(stable),
    crashLooping: seen.instances.some((one) => one.releaseId === candidate.id && one.crashLooping),
    rollbackTargetPresent: isWarm(stable, warmStable(deployment), seen),
  };
}

/** Whether two looks found the same. */
export const isSameHealth = (one: ObservedHealth, other: ObservedHealth): boolean =>
  isSameTrack(one.candidate, other.candidate) &&
  isSameTrack(one.stable, other.stable) &&
  one.crashLooping === other.crashLooping &&
  one.rollbackTargetPresent === other.rollbackTargetPresent;

type TrackHealth = ObservedHealth['candidate'];
const isSameTrack = (one: TrackHealth, other: TrackHealth): boolean =>
  one.healthy === other.healthy && one.total === other.total;
