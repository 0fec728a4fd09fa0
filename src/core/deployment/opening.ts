import type { Prebuilt } from '../evidence/prebuilt.ts';
import type { DeploymentId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { ExpectedPlan } from '../plan/plan-file.ts';
import type { Principal } from '../principal/principal.ts';
import type { Rejected } from '../principal/rejected-lately.ts';
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
  /** What is taken as it is stored; absent where all is built. */
  readonly artifacts?: readonly Prebuilt[];
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
  /** The ticket or change request it belongs to; absent where none was named. */
  readonly ticket?: string;
  /** Why a release that does not follow what serves goes there all the same; absent: it must follow. */
  readonly outOfOrder?: string;
  /** The plan it must come to; absent where none was named. */
  readonly expected?: ExpectedPlan;
  /** What people rejected lately, where an agent asks: it must not be asked for again yet. Absent where there is none. */
  readonly rejected?: readonly Rejected[];
  /** A restoration brings back an earlier release in place of the one that serves; absent: a deployment of a new one. */
  readonly kind?: 'restoration';
  readonly openedAt: Instant;
}

/** Whether a deployment is a way back that began after the end of another. */
export const isRestoration = ({ kind }: Opening): boolean => kind === 'restoration';
