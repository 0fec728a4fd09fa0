import type { Traffic } from '../core/deployment/traffic.ts';
import type { Difference } from '../core/environment/difference.ts';
import type { EnvironmentAct } from '../core/guard/verified-act.ts';

/** An environment of a unit, by name. */
export interface EnvironmentPlace {
  readonly unit: string;
  readonly environment: string;
}

/** A release as it stands in an environment's record. */
export interface PlacedRelease {
  readonly release: string;
  readonly version: string;
  readonly commit: string;
  /** What brought it. */
  readonly deployment: string;
  readonly since: string;
}

/** What serves an environment of a unit now, who holds it, and whether it is as recorded. */
export interface EnvironmentView extends EnvironmentPlace {
  /** How often something of it was recorded; a change may be asked for on just this version. */
  readonly version: number;
  readonly demo: boolean;
  /** Where users reach it; null when its router does not answer. */
  readonly address: string | null;
  readonly traffic: Traffic | null;
  readonly stable: PlacedRelease | null;
  /** What served before and is kept to go back to, newest first. */
  readonly earlier: readonly PlacedRelease[];
  readonly holder: string | null;
  readonly queue: readonly string[];
  /** The hold after a rollback, until its root cause is given. */
  readonly hold: { readonly deployment: string; readonly since: string; readonly note: string } | null;
  /** Somebody's hold, until an approver lets it go. */
  readonly heldBy: { readonly by: string; readonly reason: string; readonly since: string } | null;
  /** What is not as recorded; null while all is. */
  readonly drift: {
    readonly differences: readonly Difference[];
    readonly since: string;
    readonly acceptedBy: string | null;
  } | null;
}

/** What somebody says of a release that runs already: the configuration it belongs to, and the commit that it was made of. */
export interface AdoptionRequest {
  /** The configuration file, absolute. */
  readonly config: string;
  readonly reference: string;
  /** Which stored artifacts it is, where the target cannot say: `app@sha256:…`. */
  readonly artifacts: readonly string[];
}

/** The act that a person is about to sign. */
export interface ActAnswerRequest {
  readonly act: EnvironmentAct;
  readonly reason: string;
  readonly approver: string;
  readonly credentialId: string;
}
