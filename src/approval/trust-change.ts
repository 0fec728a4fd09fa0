import { z } from 'zod';
import { type Instant, instant } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type ConsentKind, consentText, verifyConsent } from './consent.ts';
import { digestOf } from './digest.ts';
import { Enrolment, withKey, withoutKey } from './enrolment.ts';
import { DigestText } from './fields.ts';
import { changeStatement, type Subject, subjectNamed } from './frame.ts';
import { keyIdOfSignature } from './signature.ts';
import type { SigningKey } from './signing-key.ts';
import { keyOf, personOf, TrustList, trustDigest } from './trust-list.ts';

/** The predicate type of a change of the trust list. The new list is the subject. */
const TRUST_TYPE = 'urn:plimsoll:trust:v1';

/** What is to change: one key more, or one key less. */
export const TrustChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('enrol'), enrolment: Enrolment }),
  z.strictObject({ kind: z.literal('revoke'), keyId: DigestText }),
]);
export type TrustChange = z.infer<typeof TrustChange>;

/** The name of a change: the same change asked for twice is one. */
export const changeId = (change: TrustChange): string => digestOf(change);

/** The version that a change makes of a list. Both sides compute it for themselves. */
export const nextTrustList = (list: TrustList, change: TrustChange, at: Instant): TrustList | Refusal =>
  change.kind === 'enrol' ? withKey(list, change.enrolment, at) : withoutKey(list, change.keyId, at);

const TrustStatement = changeStatement(TRUST_TYPE, {
  version: z.int().min(2),
  /** It names the version before, so it counts once. */
  previous: DigestText,
});

const AGAIN = 'Look at the change and sign anew: plimsoll approver list';

const CONSENT: ConsentKind<z.infer<typeof TrustStatement>> = {
  schema: TrustStatement,
  otherwise: { code: 'trust-for-another-list', message: 'The signature is for another list than this' },
  expired: 'trust-signature-expired',
  again: AGAIN,
};

const subjectOf = (next: TrustList): Subject => subjectNamed('trust-list', trustDigest(next));

/** The text an approver signs to consent to a new version. */
export function trustStatementText(
  next: TrustList,
  signer: Pick<SigningKey, 'person' | 'keyId'>,
  reason: string,
  at: Instant,
): string {
  const { controlPlaneId, version } = next;
  const about = { controlPlaneId, version, previous: next.previous ?? trustDigest(next) };
  return consentText(TRUST_TYPE, subjectOf(next), about, { signer, reason, at });
}

/** Who consented to a new version, by one bundle. */
export function verifyTrustConsent(
  present: TrustList,
  next: TrustList,
  bundle: Uint8Array,
  at: Instant,
): string | Refusal {
  const consent = verifyConsent(
    bundle,
    CONSENT,
    ({ predicate, subject }) =>
      predicate.controlPlaneId === present.controlPlaneId &&
      predicate.previous === next.previous &&
      predicate.version === next.version &&
      canonical(subject) === canonical([subjectOf(next)]),
    (signature) => {
      const key = keyOf(present, keyIdOfSignature(signature));
      if (key === undefined || key.revokedAt !== null || key.kind !== signature.kind) return null;
      return { ...key, groups: personOf(present, key.person)?.groups ?? [] };
    },
    at,
  );
  return isRefusal(consent) ? consent : consent.key.person;
}

/**
 * Whether a new version follows on the present one with enough of its approvers behind it; null when it does. A person may
 * revoke an own key alone; everything else takes the present threshold of distinct persons.
 */
export function refuseChange(present: TrustList, next: TrustList, signers: readonly string[]): Refusal | null {
  if (!TrustList.safeParse(next).success) return refuse('trust-list-malformed', 'The new list cannot be read', AGAIN);
  const isNext =
    next.previous === trustDigest(present) &&
    next.version === present.version + 1 &&
    next.controlPlaneId === present.controlPlaneId;
  if (!isNext) return refuse('trust-list-not-next', 'The new list does not follow on the present one', AGAIN);
  const distinct = new Set(signers);
  if (distinct.size >= present.threshold || distinct.has(soleRevoked(present, next) ?? '')) return null;
  return refuse(
    'trust-signatures-missing',
    `${distinct.size} of ${present.threshold} approvers signed the new list`,
    'Ask another enrolled approver to sign it: plimsoll approver sign KEY',
  );
}

/** The new version, when enough approvers of the present one consented to just this text of it, in bundles handed in now. */
export function changeTrust(
  present: TrustList,
  next: TrustList,
  consents: readonly Uint8Array[],
  at: Instant,
): TrustList | Refusal {
  const unfit = refuseChange(present, next, []);
  if (unfit !== null && unfit.code !== 'trust-signatures-missing') return unfit;
  const signers: string[] = [];
  for (const consent of consents) {
    const signer = verifyTrustConsent(present, next, consent, at);
    if (isRefusal(signer)) return signer;
    signers.push(signer);
  }
  return refuseChange(present, next, signers) ?? next;
}

/** Checks a recorded version again, offline: each consent by the moment that it names itself. Null: it is what it says. */
export function recheckTrust(present: TrustList, next: TrustList, consents: readonly unknown[]): Refusal | null {
  const signers: string[] = [];
  for (const consent of consents) {
    const bytes = Buffer.from(canonical(consent), 'utf8');
    const signer = verifyTrustConsent(present, next, bytes, issuedAtOf(consent));
    if (isRefusal(signer)) return signer;
    signers.push(signer);
  }
  return refuseChange(present, next, signers);
}

function issuedAtOf(consent: unknown): Instant {
  try {
    const { predicate } = JSON.parse((consent as { statement: string }).statement);
    const at = new Date(predicate.issuedAt).getTime();
    return instant(Number.isInteger(at) && at >= 0 ? at : 0);
  } catch {
    return instant(0);
  }
}

/** Whose key was revoked, when that is the only change. */
function soleRevoked(present: TrustList, next: TrustList): string | undefined {
  const changed = next.keys.find((key) => key.revokedAt !== (keyOf(present, key.id)?.revokedAt ?? null));
  if (changed === undefined || changed.revokedAt === null) return undefined;
  const restored = next.keys.map((key) => (key === changed ? { ...key, revokedAt: null } : key));
  const isSole = canonical({ p: next.persons, k: restored }) === canonical({ p: present.persons, k: present.keys });
  return isSole ? changed.person : undefined;
}
