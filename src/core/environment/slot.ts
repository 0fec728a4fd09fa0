import type { VerifiedAct } from '../guard/verified-act.ts';
import type { DeploymentId, Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { AdoptedPolicy, PolicyProposal, PolicySignature } from '../plan/policy/adopted.ts';
import type { Protection } from '../plan/policy/protection.ts';
import { ENGINE, type Principal } from '../principal/principal.ts';
import type { PrunedRelease, Pruning, Removal } from '../retention/pruned-release.ts';
import type { Release } from '../unit/release.ts';
import type { Baseline } from '../validation/measured.ts';
import { areSameDifferences, type Difference } from './difference.ts';

/** The release that serves an environment, and the deployment that brought it there. */
export interface StableRelease {
  readonly release: Release;
  readonly deployment: DeploymentId;
  readonly since: Instant;
  /** It ran already and was recorded as it was found; absent: a deployment brought it. */
  readonly adopted?: {
    /** Nobody could read the digests of what runs: an approver says which artifacts it is. */
    readonly unverified: boolean;
  };
  /** What its validation measured; absent where nothing was, and in older records. */
  readonly baseline?: Baseline;
}

/** Why nobody may start in an environment, and the artifacts that are barred until it is lifted (R10). */
export interface EnvironmentHold {
  readonly reason: 'after-rollback';
  readonly deployment: DeploymentId;
  readonly since: Instant;
  readonly note: string;
  readonly barred: readonly Digest[];
}

/** Who keeps everything out of an environment, and why. Anybody may place it; an approver's signature takes it away. */
export interface PersonHold {
  readonly by: Principal;
  readonly reason: string;
  readonly since: Instant;
}

/** What really runs or is routed in an environment, where that is not what is recorded. */
export interface Drift {
  readonly differences: readonly Difference[];
  readonly since: Instant;
  /** Who signed that it may be so; null while nobody did: until then no promotion begins. */
  readonly acceptedBy: string | null;
}

/** The place of a unit in an environment: at most one deployment holds it (R9), others queue. */
export interface Slot {
  readonly unit: string;
  readonly environment: string;
  readonly holder: DeploymentId | null;
  readonly queue: readonly DeploymentId[];
  readonly stable: StableRelease | null;
  /** What was stable before, newest first: rollback targets kept for later. */
  readonly earlier: readonly StableRelease[];
  readonly hold: EnvironmentHold | null;
  readonly personHold: PersonHold | null;
  readonly drift: Drift | null;
  /** Since when traffic is to go to stable whatever was found; null once a deployment takes the slot. */
  readonly toStableSince: Instant | null;
  /** True once a plan without the demo mark went here: the demo approver is refused from then on. */
  readonly servedForReal: boolean;
  /** What protects it, as signed; null until the first deployment is approved, and in records from before there was one. */
  readonly policy: AdoptedPolicy | null;
  /** A change of the policy that waits for more signatures. */
  readonly proposal: PolicyProposal | null;
  /** Releases that are being removed from the registry; null while none are. */
  readonly pruning: Pruning | null;
  /** Releases that were removed, newest first. */
  readonly pruned: readonly PrunedRelease[];
}

/** What happened to a slot. */
export type SlotEvent =
  | { readonly type: 'SlotClaimed'; readonly deployment: DeploymentId; readonly demo: boolean; readonly at: Instant }
  | { readonly type: 'SlotQueued'; readonly deployment: DeploymentId; readonly at: Instant }
  | { readonly type: 'SlotReleased'; readonly deployment: DeploymentId; readonly at: Instant }
  | {
      readonly type: 'StableChanged';
      readonly stable: StableRelease | null;
      readonly keep: number;
      /** An earlier one is back: what it replaces, and what came between, is nothing to go back to. */
      readonly goesBack?: true;
      readonly at: Instant;
    }
  | { readonly type: 'EnvironmentHeld'; readonly hold: EnvironmentHold; readonly at: Instant }
  | {
      readonly type: 'EnvironmentHoldLifted';
      readonly deployment: DeploymentId;
      readonly by: Principal;
      readonly at: Instant;
    }
  | { readonly type: 'EnvironmentClosed'; readonly by: Principal; readonly reason: string; readonly at: Instant }
  | { readonly type: 'EnvironmentReopened'; readonly act: VerifiedAct; readonly at: Instant }
  /** Its deployment's record cannot be read on: it holds the slot no longer, and traffic goes to stable. */
  | {
      readonly type: 'SentToStable';
      readonly deployment: DeploymentId;
      readonly by: Principal;
      readonly reason: string;
      readonly at: Instant;
    }
  | { readonly type: 'DriftFound'; readonly differences: readonly Difference[]; readonly at: Instant }
  | { readonly type: 'DriftGone'; readonly at: Instant }
  /** What ran already is what serves from now on. */
  | { readonly type: 'ReleaseAdopted'; readonly stable: StableRelease; readonly act: VerifiedAct; readonly at: Instant }
  | { readonly type: 'DriftAccepted'; readonly act: VerifiedAct; readonly at: Instant }
  /** One of the signatures that a change of policy needs. */
  | {
      readonly type: 'PolicySigned';
      readonly protection: Protection;
      readonly digest: string;
      readonly version: number;
      readonly signature: PolicySignature;
      readonly at: Instant;
    }
  | { readonly type: 'PolicyAdopted'; readonly policy: AdoptedPolicy; readonly at: Instant }
  /** Decided before anything is removed; a control plane that was killed in between ends it. */
  | {
      readonly type: 'PruneStarted';
      readonly releases: readonly Removal[];
      readonly by: Principal;
      readonly at: Instant;
    }
  /** What was really removed, and how much room that made. */
  | {
      readonly type: 'ReleasesPruned';
      readonly releases: readonly Removal[];
      readonly bytes: number;
      readonly at: Instant;
    };

/** A slot nobody has used yet. */
export const emptySlot = (unit: string, environment: string): Slot => ({
  unit,
  environment,
  holder: null,
  queue: [],
  stable: null,
  earlier: [],
  hold: null,
  personHold: null,
  drift: null,
  toStableSince: null,
  servedForReal: false,
  policy: null,
  proposal: null,
  pruning: null,
  pruned: [],
});

/** The slot after one more event. */
export function evolveSlot(slot: Slot, event: SlotEvent): Slot {
  switch (event.type) {
    case 'SlotClaimed':
      return {
        ...slot,
        holder: event.deployment,
        toStableSince: null,
        queue: slot.queue.filter((id) => id !== event.deployment),
        servedForReal: slot.servedForReal || !event.demo,
      };
    case 'SlotQueued':
      return slot.queue.includes(event.deployment) ? slot : { ...slot, queue: [...slot.queue, event.deployment] };
    case 'SlotReleased':
      return released(slot, event.deployment);
    case 'StableChanged':
      return {
        ...slot,
        stable: event.stable,
        // What was found was compared with what served before.
        drift: null,
        earlier: earlierAfter(slot, event),
      };
    case 'ReleaseAdopted':
      return { ...slot, stable: event.stable, drift: null, servedForReal: true };
    case 'EnvironmentHeld':
      return { ...slot, hold: event.hold };
    case 'EnvironmentHoldLifted':
      return { ...slot, hold: null };
    case 'EnvironmentClosed':
      return { ...slot, personHold: { by: event.by, reason: event.reason, since: event.at } };
    case 'EnvironmentReopened':
      return { ...slot, personHold: null };
    case 'SentToStable':
      return { ...released(slot, event.deployment), toStableSince: event.at };
    case 'DriftFound':
      return { ...slot, drift: { differences: event.differences, since: event.at, acceptedBy: null } };
    case 'DriftGone':
      return { ...slot, drift: null };
    case 'DriftAccepted':
      return slot.drift === null ? slot : { ...slot, drift: { ...slot.drift, acceptedBy: event.act.approver } };
    case 'PolicySigned':
      return { ...slot, proposal: proposalAfter(slot.proposal, event) };
    case 'PolicyAdopted':
      return { ...slot, policy: event.policy, proposal: null };
    case 'PruneStarted':
      return { ...slot, pruning: { releases: event.releases, by: event.by, since: event.at } };
    case 'ReleasesPruned':
      return { ...slot, pruning: null, pruned: [...prunedIn(slot, event), ...slot.pruned] };
  }
}

const prunedIn = ({ pruning }: Slot, { releases, at }: Extract<SlotEvent, { type: 'ReleasesPruned' }>) =>
  releases.map((one): PrunedRelease => ({ ...one, by: pruning?.by ?? ENGINE, at }));

// A signature under another text begins anew: nobody is counted for what they did not read.
function proposalAfter(
  before: PolicyProposal | null,
  { protection, digest, version, signature }: Extract<SlotEvent, { type: 'PolicySigned' }>,
): PolicyProposal {
  const isSame = before?.digest === digest && before.version === version;
  return { protection, digest, version, signatures: [...(isSame ? before.signatures : []), signature] };
}

const released = (slot: Slot, deployment: DeploymentId): Slot => ({
  ...slot,
  holder: slot.holder === deployment ? null : slot.holder,
  queue: slot.queue.filter((id) => id !== deployment),
});

function earlierAfter(
  { stable, earlier }: Slot,
  event: Extract<SlotEvent, { type: 'StableChanged' }>,
): readonly StableRelease[] {
  if (event.goesBack === true) {
    return earlier.slice(earlier.findIndex((one) => one.release.id === event.stable?.release.id) + 1);
  }
  return stable === null ? earlier : [stable, ...earlier].slice(0, event.keep);
}

/** Whether just these differences were accepted by a signature. Others than those are new drift. */
export const isAcceptedDrift = ({ drift }: Slot, differences: readonly Difference[]): boolean =>
  drift !== null && drift.acceptedBy !== null && areSameDifferences(drift.differences, differences);

/** Whether a deployment may take the slot now: nobody holds it, no hold stands, and nobody queued before it. */
export function mayClaim(slot: Slot, deployment: DeploymentId): boolean {
  if (slot.hold !== null || slot.personHold !== null) return false;
  if (slot.holder !== null) return slot.holder === deployment;
  const head = slot.queue[0];
  return head === undefined || head === deployment;
}
