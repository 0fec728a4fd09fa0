import { z } from 'zod';
import { minutes } from '../core/kernel/duration.ts';
import type { Digest } from '../core/kernel/id.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { PolicySignature } from '../core/plan/policy/adopted.ts';
import type { Protection } from '../core/plan/policy/protection.ts';
import { type Bundle, readBundle } from './bundle.ts';
import type { DemoTrust } from './demo-key.ts';
import { digestOf } from './digest.ts';
import {
  DigestText,
  LabelText,
  MomentText,
  momentOf,
  momentText,
  NameText,
  PersonText,
  WrittenText,
} from './fields.ts';
import { isSignedBy, type SigningKey } from './signing-key.ts';
import { STATEMENT_TYPE, Subject } from './statement.ts';
import { keyOf, mayUse, personOf, type TrustList } from './trust-list.ts';

/** The predicate type of a change of what protects an environment. The new policy is the subject. */
export const POLICY_TYPE = 'urn:plimsoll:policy:v1';

const SUBJECT = 'policy';

/** An approver's consent to a changed policy. It names the version that it makes, so it counts once. */
export const PolicyStatement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  predicateType: z.literal(POLICY_TYPE),
  subject: z.tuple([Subject]),
  predicate: z.strictObject({
    controlPlaneId: LabelText,
    unit: NameText,
    environment: NameText,
    version: z.int().min(2),
    /** Digest of the policy that it takes the place of. */
    previous: DigestText,
    reason: WrittenText,
    approver: PersonText,
    credentialId: DigestText,
    issuedAt: MomentText,
    notAfter: MomentText,
  }),
});
export type PolicyStatement = z.infer<typeof PolicyStatement>;

/** A change of policy as it is put before a person: the two policies themselves, and which version it makes. */
export interface PolicyQuestion {
  readonly controlPlaneId: string;
  readonly previous: Protection;
  readonly next: Protection;
  readonly version: number;
}

/** The lists a signer is looked up in; whether the demo's own counts is decided with the policies. */
export interface PolicyTrust {
  readonly trustList: TrustList | null;
  readonly demoTrust: DemoTrust | null;
}

/** The digest of a policy: what signatures name. */
export const policyDigest = (protection: Protection): Digest => digestOf(protection);

/** The text an approver signs to consent to a changed policy, computed from what was shown: good for fifteen minutes. */
export function policyStatementText(
  { controlPlaneId, previous, next, version }: PolicyQuestion,
  signer: Pick<SigningKey, 'person' | 'keyId'>,
  reason: string,
  at: Instant,
): string {
  const statement: PolicyStatement = {
    _type: STATEMENT_TYPE,
    predicateType: POLICY_TYPE,
    subject: [subjectOf(next)],
    predicate: {
      controlPlaneId,
      unit: next.unit,
      environment: next.environment,
      version,
      previous: policyDigest(previous),
      reason,
      approver: signer.person,
      credentialId: signer.keyId,
      issuedAt: momentText(at),
      notAfter: momentText(later(at, minutes(15))),
    },
  };
  return canonical(statement);
}

/** Checks a signature under a change of policy, against the change as it stands right now. Nothing is written here. */
export function verifyPolicyConsent(
  bundle: Uint8Array,
  question: PolicyQuestion,
  trust: PolicyTrust,
  at: Instant,
): PolicySignature | Refusal {
  const read = readBundle(bundle, PolicyStatement);
  if (isRefusal(read)) return read;
  const { statement, bundle: signed } = read;
  const { predicate, subject } = statement;
  const isForThis =
    predicate.controlPlaneId === question.controlPlaneId &&
    predicate.unit === question.next.unit &&
    predicate.environment === question.next.environment &&
    predicate.version === question.version &&
    predicate.previous === policyDigest(question.previous) &&
    canonical(subject) === canonical([subjectOf(question.next)]);
  if (!isForThis) return refuse('policy-not-as-shown', 'The signature is for another change than this', AGAIN);
  if (at > momentOf(predicate.notAfter) || at < momentOf(predicate.issuedAt) - minutes(1)) {
    return refuse('policy-signature-expired', 'The signature is too old, or from the future', AGAIN);
  }
  if (momentOf(predicate.notAfter) - momentOf(predicate.issuedAt) > minutes(15)) {
    return refuse('policy-signature-expired', 'The signature wants to be good for longer than fifteen minutes', AGAIN);
  }
  const key = signingKeyOf(trust, signed.signature, predicate.environment);
  if (key === null || key.person !== predicate.approver || predicate.credentialId !== signed.signature.keyId) {
    return refuse('approver-unknown', `${predicate.approver} has no such active key`, 'Sign with an enrolled key');
  }
  if (!isSignedBy(key.publicKey, signed.signature.signature, 'application/vnd.in-toto+json', signed.statement)) {
    return refuse('approval-signature-invalid', 'The signature does not fit the statement', AGAIN);
  }
  const { approver, credentialId, reason } = predicate;
  return { approver, credentialId, reason, groups: key.groups, kind: signed.signature.kind, bundle: signed };
}

/** The key that made a signature, if one of the lists has it active for the environment. */
function signingKeyOf(
  { trustList, demoTrust }: PolicyTrust,
  { kind, keyId }: Bundle['signature'],
  environment: string,
) {
  if (kind === 'demo') return demoTrust?.keyId === keyId ? { ...demoTrust, groups: [] } : null;
  const key = trustList === null ? undefined : keyOf(trustList, keyId);
  if (trustList === null || key === undefined || !mayUse(key, environment)) return null;
  return { person: key.person, publicKey: key.publicKey, groups: personOf(trustList, key.person)?.groups ?? [] };
}

const AGAIN = 'Look at it and sign anew: plimsoll policy adopt -e ENVIRONMENT';

const subjectOf = (next: Protection): { name: string; digest: { sha256: string } } => ({
  name: SUBJECT,
  digest: { sha256: policyDigest(next).slice('sha256:'.length) },
});
