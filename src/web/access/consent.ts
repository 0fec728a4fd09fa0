import type { ConsentWish, ToSign } from '../../api/consents.ts';
import type { EnrolledApprover } from '../../api/control-plane.ts';
import type { Bundle } from '../../approval/bundle.ts';
import type { ConsentStatement } from '../../approval/consent.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { SAID } from '../words.ts';
import { signWithPasskey } from './authenticator.ts';
import { boundChallenge } from './binding.ts';
import { digestOf } from './bytes.ts';
import { refusedHere } from './refused.ts';

/** A change as it is shown: what a statement must say before a passkey sees it. */
export interface ShownChange {
  /** `urn:plimsoll:policy:v1` */
  readonly type: string;
  /** The document under the signature. */
  readonly document: unknown;
  /** Everything else that the statement says of the change. */
  readonly about: Readonly<Record<string, unknown>>;
}

/**
 * Has a passkey sign that a person consents to the change that is shown. What the control plane offers to sign is held against that,
 * field by field, and the challenge is computed here: it is not taken over either.
 */
export async function signConsent(
  shown: ShownChange,
  reason: string,
  { person, keyId, passkey }: EnrolledApprover,
  offer: (wish: ConsentWish) => Promise<ToSign>,
): Promise<Bundle> {
  if (passkey === null) throw new Error(SAID.noPasskeys);
  const wish = { reason, approver: person, credentialId: keyId };
  const { statement } = await offer(wish);
  const challenge = await challengeFor(statement, shown, wish);
  const allowCredentials = [{ id: passkey.credentialId, type: 'public-key' as const }];
  const signature = await signWithPasskey({ challenge, rpId: passkey.rpId, allowCredentials });
  return { statement, signature };
}

/** What the passkey signs; a statement that says anything else than what is shown and chosen here is not signed. */
export async function challengeFor(offered: string, shown: ShownChange, wish: ConsentWish): Promise<string> {
  const { predicateType, subject, predicate } = JSON.parse(offered) as ConsentStatement;
  const { issuedAt: _, notAfter: __, ...said } = predicate;
  const digest = await digestOf(canonical(shown.document));
  const isAsShown =
    predicateType === shown.type &&
    subject.length === 1 &&
    `sha256:${subject[0].digest.sha256}` === digest &&
    canonical(said) === canonical({ ...shown.about, ...wish });
  if (!isAsShown) throw refusedHere('statement-not-as-shown', SAID.otherStatement, SAID.otherStatementNext);
  // The version or the stage that it names makes it good once: there is no nonce, and zeros stand in its place.
  const { planDigest } = shown.about;
  return boundChallenge(
    offered,
    predicateType,
    new Uint8Array(32),
    typeof planDigest === 'string' ? planDigest : digest,
  );
}
