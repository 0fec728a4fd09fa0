import type { DeploymentId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Principal } from '../principal/principal.ts';
import type { UnitSpec } from '../unit/unit.ts';

/** What was asked. Asking twice for the same intent attaches to the first deployment. */
export interface Intent {
  readonly unit: string;
  readonly environment: string;
  /** Where the unit's source lies: the folder of its configuration file. */
  readonly sourceDir: string;
  readonly commit: string;
  readonly version: string;
  /** Paths with uncommitted changes that were asked to be packed too. Empty: the commit as it is. */
  readonly dirtyPaths: readonly string[];
  /** SHA-256 over all of the above and the configuration, computed outside. */
  readonly digest: string;
}

/** How a deployment began: everything that never changes afterwards. */
export interface Opening {
  readonly id: DeploymentId;
  readonly intent: Intent;
  readonly spec: UnitSpec;
  /** The environment to reach, and the one whose evidence it requires. */
  readonly environment: string;
  readonly staging: string;
  readonly requester: Principal;
  /** Commit authors between what runs and this commit, as git names them. They can only disqualify an approver. */
  readonly authors: readonly string[];
  readonly reason: string;
  readonly openedAt: Instant;
}
