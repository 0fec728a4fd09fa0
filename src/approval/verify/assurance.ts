import type { Assurance, RequiredAssurance } from '../../core/guard/assurance.ts';
import { isAtLeast, neededOfEach } from '../../core/guard/assurance.ts';
import { hours, minutes } from '../../core/kernel/duration.ts';
import { between, type Instant } from '../../core/kernel/instant.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import type { SignatureKind } from '../signature.ts';

/** That the agents' account was tried at everything of the control plane, and reached nothing. */
export interface Isolation {
  /** The account that was tried, as `os/1001`. */
  readonly account: string;
  readonly provenAt: Instant;
}

/** Accounts, files and sockets change: a proof counts for a day. */
const PROOF_LASTS = hours(24);
const CLOCK_SKEW = minutes(1);

/** Whether the agents are kept out now, as far as was proven. */
export const isIsolated = (isolation: Isolation | null, at: Instant): isolation is Isolation => {
  if (isolation === null) return false;
  const age = between(isolation.provenAt, at);
  return age >= -CLOCK_SKEW && age <= PROOF_LASTS;
};

interface Key {
  readonly kind: SignatureKind;
  readonly custody?: 'apart-from-agents' | undefined;
}

/** The highest level that a key can reach: a terminal key lies where agents are unless its owner declared otherwise. */
export const highestOf = ({ kind, custody }: Key): Assurance =>
  kind === 'demo' ? 'A0' : kind === 'ed25519' && custody === undefined ? 'A1' : 'A2';

/** The level of a signature: what its key can reach, and no more than A1 where nothing keeps agents out. */
export function assuranceOf(key: Key, isolation: Isolation | null, at: Instant): Assurance {
  const highest = highestOf(key);
  return highest === 'A2' && !isIsolated(isolation, at) ? 'A1' : highest;
}

/** Whether a recorded level is one that a key can have reached. */
export const couldBe = (key: Key, level: Assurance): boolean =>
  key.kind === 'demo' ? level === 'A0' : level !== 'A0' && isAtLeast(highestOf(key), level);

/** Why a signature proves too little for what is required; null when it proves enough. The demo's own is told apart elsewhere. */
export function refuseWeak(
  { kind }: Key,
  level: Assurance,
  required: RequiredAssurance | undefined,
  approver: string,
): Refusal | null {
  const needed = required ?? 'A1';
  if (kind === 'demo' || isAtLeast(level, neededOfEach(needed))) return null;
  const message = `The signature of ${approver} is of level ${level}, and ${needed} is required`;
  const remedy =
    'See what is missing: plimsoll doctor. A2 needs the control plane out of the agents’ reach, and a passkey or a key that is kept apart';
  return refuse('approval-assurance-too-low', message, remedy);
}
