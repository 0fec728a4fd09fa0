import { z } from 'zod';
import { isFactorTaken } from '../core/guard/approval.ts';
import type { Digest } from '../core/kernel/id.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { PolicySignature } from '../core/plan/policy/adopted.ts';
import type { Protection } from '../core/plan/policy/protection.ts';
import { type ConsentKind, consentText, verifyConsent } from './consent.ts';
import { type ConsentTrust, consentingKey } from './consenting-key.ts';
import { digestOf } from './digest.ts';
import { DigestText, NameText } from './fields.ts';
import { changeStatement, type Subject, subjectNamed } from './frame.ts';
import type { SigningKey } from './signing-key.ts';
import { assuranceOf, type Isolation, refuseWeak } from './verify/assurance.ts';

/** The predicate type of a change of what protects an environment. The new policy is the subject. */
const POLICY_TYPE = 'urn:plimsoll:policy:v1';

const SUBJECT = 'policy';

/** An approver's consent to a changed policy. It names the version that it makes, so it counts once. */
const PolicyStatement = changeStatement(POLICY_TYPE, {
  unit: NameText,
  environment: NameText,
  version: z.int().min(2),
  /** Digest of the policy that it takes the place of. */
  previous: DigestText,
});

/** A change of policy as it is put before a person: the two policies themselves, and which version it makes. */
export interface PolicyQuestion {
  readonly controlPlaneId: string;
  readonly previous: Protection;
  readonly next: Protection;
  readonly version: number;
}

/** The lists a signer is looked up in; whether the demo's own counts is decided with the policies. */
export interface PolicyTrust extends ConsentTrust {
  /** Absent offline, where nobody knows what was proven then: the level is not looked at. */
  readonly isolation?: Isolation | null;
}

/** The digest of a policy: what signatures name. */
export const policyDigest = (protection: Protection): Digest => digestOf(protection);

/** The text an approver signs to consent to a changed policy, computed from what was shown. */
export function policyStatementText(
  { controlPlaneId, previous, next, version }: PolicyQuestion,
  signer: Pick<SigningKey, 'person' | 'keyId'>,
  reason: string,
  at: Instant,
): string {
  const { unit, environment } = next;
  const about = { controlPlaneId, unit, environment, version, previous: policyDigest(previous) };
  return consentText(POLICY_TYPE, subjectOf(next), about, { signer, reason, at });
}

const AGAIN = 'Look at it and sign anew: plimsoll policy adopt -e ENVIRONMENT';

const CONSENT: ConsentKind<z.infer<typeof PolicyStatement>> = {
  schema: PolicyStatement,
  otherwise: { code: 'policy-not-as-shown', message: 'The signature is for another change than this' },
  expired: 'policy-signature-expired',
  again: AGAIN,
};

/** Checks a signature under a change of policy, against the change as it stands right now. Nothing is written here. */
export function verifyPolicyConsent(
  bundle: Uint8Array,
  question: PolicyQuestion,
  trust: PolicyTrust,
  at: Instant,
): PolicySignature | Refusal {
  const { environment } = question.next;
  const consent = verifyConsent(
    bundle,
    CONSENT,
    ({ predicate, subject }) =>
      predicate.controlPlaneId === question.controlPlaneId &&
      predicate.unit === question.next.unit &&
      predicate.environment === environment &&
      predicate.version === question.version &&
      predicate.previous === policyDigest(question.previous) &&
      canonical(subject) === canonical([subjectOf(question.next)]),
    (signature) => consentingKey(trust, signature, environment),
    at,
  );
  if (isRefusal(consent)) return consent;
  const { statement, bundle: signed, key } = consent;
  const { approver, credentialId, reason } = statement.predicate;
  // What is in force says what a signature must prove: a weak one cannot take that away.
  const { requireAssurance } = question.previous.checkpoints.productionPromotion;
  const { isolation } = trust;
  const isWeak =
    isolation !== undefined && refuseWeak(key, assuranceOf(key, isolation, at), requireAssurance, approver);
  if (isWeak) return isWeak;
  if (!isFactorTaken(question.previous.checkpoints.productionPromotion, signed.signature))
    return refuse('approval-factor-refused', `The policy in force does not take what ${approver} signed with`, AGAIN);
  return { approver, credentialId, reason, groups: key.groups, kind: signed.signature.kind, bundle: signed };
}

const subjectOf = (next: Protection): Subject => subjectNamed(SUBJECT, policyDigest(next));
