import type { EnvironmentAct, VerifiedAct } from '../guard/verified-act.ts';
import type { DeploymentId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { PolicyConsent } from '../plan/policy/adopt.ts';
import type { Principal } from '../principal/principal.ts';
import type { Removal } from '../retention/pruned-release.ts';
import type { Difference } from './difference.ts';
import type { StableRelease } from './slot.ts';

interface Asked {
  readonly at: Instant;
  readonly principal: Principal;
}

/** A signed act, with what it answers and who may sign it. */
interface Signed extends Asked {
  readonly act: VerifiedAct;
  /** When the hold or drift began that was shown to the person: a later one is another. */
  readonly since: Instant;
  /** Who may answer for the environment by its newest configuration: `person:<name>` or `group:<name>`. */
  readonly approvers: readonly string[];
  /** Whether the labelled demo approver may. */
  readonly demo: boolean;
}

/** Everything that can be asked of an environment apart from any deployment. */
export type SlotCommand =
  | ({ readonly type: 'HoldEnvironment'; readonly reason: string } & Asked)
  | ({ readonly type: 'ReleaseEnvironment' } & Signed)
  | ({ readonly type: 'AcceptDrift' } & Signed)
  | ({ readonly type: 'AdoptRelease'; readonly stable: StableRelease } & Signed)
  /** One person's signature under a change of what protects the environment. */
  | ({ readonly type: 'SignPolicy' } & PolicyConsent & Asked)
  /** The record of a deployment cannot be read on: its traffic goes to what the slot says serves. */
  | ({ readonly type: 'SendToStable'; readonly deployment: DeploymentId; readonly reason: string } & Asked)
  /** What a look at target and router found; no differences: all is as recorded. */
  | ({ readonly type: 'RecordDrift'; readonly differences: readonly Difference[] } & Asked)
  /** Removes from the registry what the retention lets go. */
  | ({ readonly type: 'PruneReleases'; readonly releases: readonly Removal[] } & Asked)
  /** What was removed, and the bytes that made free. */
  | ({ readonly type: 'RecordPruned'; readonly releases: readonly Removal[]; readonly bytes: number } & Asked);

/** A command that carries a signature. */
export type SignedSlotCommand = Extract<SlotCommand, { readonly act: VerifiedAct }>;

/** The act that each signed command needs. */
export const ACT_OF: Readonly<Record<SignedSlotCommand['type'], EnvironmentAct>> = {
  ReleaseEnvironment: 'release',
  AcceptDrift: 'accept-drift',
  AdoptRelease: 'adopt',
};
