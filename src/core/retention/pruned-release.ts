import type { DeploymentId, Digest, ReleaseId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Principal } from '../principal/principal.ts';

/** A release whose artifacts are removed: what goes, and the deployments that carried it until then. */
export interface Removal {
  readonly release: ReleaseId;
  readonly version: string;
  readonly commit: string;
  /** What no release that stays shares with it. */
  readonly digests: readonly Digest[];
  /** What their archives take, in bytes. */
  readonly bytes: number;
  /** Built again by a later deployment, the release is there again. */
  readonly deployments: readonly DeploymentId[];
}

/** A removal that was decided on and is not yet known to be done. */
export interface Pruning {
  readonly releases: readonly Removal[];
  readonly by: Principal;
  readonly since: Instant;
}

/** A release that was removed, when, and by whom. */
export interface PrunedRelease extends Removal {
  readonly by: Principal;
  readonly at: Instant;
}

/** The removal of what a deployment carried; undefined while it is still there. */
export const prunedFor = (
  deployment: DeploymentId | string,
  pruned: readonly PrunedRelease[],
): PrunedRelease | undefined => pruned.find(({ deployments }) => deployments.some((id) => id === deployment));
