import type { Drift, PersonHold, StableRelease } from '../../core/environment/slot.ts';
import type { RequiredAssurance } from '../../core/guard/assurance.ts';
import type { EnvironmentAct } from '../../core/guard/verified-act.ts';
import type { Digest } from '../../core/kernel/id.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import type { CheckpointPolicy } from '../../core/unit/unit.ts';
import { digestOf } from '../digest.ts';
import type { LogHead } from '../request.ts';

/** What a signed act on an environment answers: somebody's hold, what was found otherwise than recorded, or what runs and is not recorded. */
export type ActContext =
  | { readonly act: 'release'; readonly hold: PersonHold }
  | { readonly act: 'accept-drift'; readonly drift: Drift }
  | { readonly act: 'adopt'; readonly proposal: StableRelease };

/** What is put before a person who signs an act on an environment: everything that the signature binds. */
export interface ActRequest {
  readonly schema: 'plimsoll.act-request/1';
  readonly controlPlaneId: string;
  readonly logHead: LogHead;
  readonly unit: string;
  readonly environment: string;
  readonly context: ActContext;
  /** What serves there, as recorded; null where nothing does. */
  readonly stable: StableRelease | null;
  /** Who may sign, by the newest configuration. */
  readonly approvers: readonly string[];
  /** What the signature must prove of who gave it; absent: A1. */
  readonly requireAssurance?: RequiredAssurance;
  /** What it is signed with; absent: a key or a passkey. */
  readonly factors?: CheckpointPolicy['factors'];
  /** Whether the labelled demo approver may. */
  readonly demo: boolean;
}

/** When the hold or drift began that an act answers; when what runs was looked at. */
export function sinceOf(context: ActContext): Instant {
  if (context.act === 'adopt') return context.proposal.since;
  return context.act === 'release' ? context.hold.since : context.drift.since;
}

/** The digest of what was shown: hold or drift, and what serves. */
export const actContextDigest = ({ context, stable }: ActRequest): Digest => digestOf({ context, stable });

/** The command that shows the act again, as a person types it. */
export const commandForAct = (act: EnvironmentAct, environment: string): string =>
  act === 'adopt'
    ? `plimsoll adopt -e ${environment} --reference COMMIT --reason TEXT`
    : `plimsoll environment ${act} ${environment} --reason TEXT`;
