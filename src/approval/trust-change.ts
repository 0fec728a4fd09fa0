import { z } from 'zod';
import { minutes } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { readBundle } from './bundle.ts';
import { DigestText, LabelText, MomentText, momentOf, momentText, PersonText, WrittenText } from './fields.ts';
import { isSignedBy, type SigningKey } from './signing-key.ts';
import { STATEMENT_TYPE, Subject } from './statement.ts';
import { keyOf, TrustList, trustDigest } from './trust-list.ts';

/** The predicate type of a change of the trust list. The new list is the subject. */
export const TRUST_TYPE = 'urn:plimsoll:trust:v1';

const SUBJECT = 'trust-list';

/** An approver's consent to a new version of the trust list. It names the version before, so it counts once. */
export const TrustStatement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  predicateType: z.literal(TRUST_TYPE),
  subject: z.tuple([Subject]),
  predicate: z.strictObject({
    controlPlaneId: LabelText,
    version: z.int().min(2),
    previous: DigestText,
    reason: WrittenText,
    approver: PersonText,
    credentialId: DigestText,
    issuedAt: MomentText,
    notAfter: MomentText,
  }),
});
export type TrustStatement = z.infer<typeof TrustStatement>;

/** The text an approver signs to consent to a new version: good for fifteen minutes. */
export function trustStatementText(
  next: TrustList,
  signer: Pick<SigningKey, 'person' | 'keyId'>,
  reason: string,
  at: Instant,
): string {
  const statement: TrustStatement = {
    _type: STATEMENT_TYPE,
    predicateType: TRUST_TYPE,
    subject: [{ name: SUBJECT, digest: { sha256: hexOf(trustDigest(next)) } }],
    predicate: {
      controlPlaneId: next.controlPlaneId,
      version: next.version,
      previous: next.previous ?? trustDigest(next),
      reason,
      approver: signer.person,
      credentialId: signer.keyId,
      issuedAt: momentText(at),
      notAfter: momentText(later(at, minutes(15))),
    },
  };
  return canonical(statement);
}

/**
 * The new version, when enough approvers of the present one consented to just this text of it, in bundles. A person may revoke an own
 * key alone; everything else takes the present threshold of distinct persons.
 */
export function changeTrust(
  present: TrustList,
  next: TrustList,
  consents: readonly Uint8Array[],
  at: Instant,
): TrustList | Refusal {
  if (!TrustList.safeParse(next).success) return refuse('trust-list-malformed', 'The new list cannot be read', AGAIN);
  const isNext =
    next.previous === trustDigest(present) &&
    next.version === present.version + 1 &&
    next.controlPlaneId === present.controlPlaneId;
  if (!isNext) return refuse('trust-list-not-next', 'The new list does not follow on the present one', AGAIN);
  const signers = new Set<string>();
  for (const consent of consents) {
    const signer = signerOf(present, next, consent, at);
    if (isRefusal(signer)) return signer;
    signers.add(signer);
  }
  const isEnough = signers.size >= present.threshold || signers.has(soleRevoked(present, next) ?? '');
  return isEnough
    ? next
    : refuse(
        'trust-signatures-missing',
        `${signers.size} of ${present.threshold} approvers signed the new list`,
        'Ask another enrolled approver to sign it',
      );
}

const AGAIN = 'Begin the change again: plimsoll approver list';

const hexOf = (digest: string): string => digest.slice('sha256:'.length);

function signerOf(present: TrustList, next: TrustList, consent: Uint8Array, at: Instant): string | Refusal {
  const read = readBundle(consent, TrustStatement);
  if (isRefusal(read)) return read;
  const { statement, bundle } = read;
  const { predicate, subject } = statement;
  const isForThis =
    predicate.controlPlaneId === present.controlPlaneId &&
    predicate.previous === next.previous &&
    predicate.version === next.version &&
    subject[0].name === SUBJECT &&
    subject[0].digest.sha256 === hexOf(trustDigest(next));
  if (!isForThis) return refuse('trust-for-another-list', 'The signature is for another list than this', AGAIN);
  if (at > momentOf(predicate.notAfter) || at < momentOf(predicate.issuedAt) - minutes(1)) {
    return refuse('trust-signature-expired', 'The signature is too old, or from the future', AGAIN);
  }
  const key = keyOf(present, bundle.signature.keyId);
  const isTheirs = key?.person === predicate.approver && predicate.credentialId === key.id && key.revokedAt === null;
  if (key === undefined || !isTheirs || bundle.signature.kind !== key.kind) {
    return refuse('approver-unknown', `${predicate.approver} has no such active key`, 'Sign with an enrolled key');
  }
  return isSignedBy(key.publicKey, bundle.signature.signature, 'application/vnd.in-toto+json', bundle.statement)
    ? key.person
    : refuse('approval-signature-invalid', 'The signature does not fit the statement', AGAIN);
}

/** Whose key was revoked, when that is the only change. */
function soleRevoked(present: TrustList, next: TrustList): string | undefined {
  const changed = next.keys.find((key) => key.revokedAt !== (keyOf(present, key.id)?.revokedAt ?? null));
  if (changed === undefined || changed.revokedAt === null) return undefined;
  const restored = next.keys.map((key) => (key === changed ? { ...key, revokedAt: null } : key));
  const isSole = canonical({ p: next.persons, k: restored }) === canonical({ p: present.persons, k: present.keys });
  return isSole ? changed.person : undefined;
}
