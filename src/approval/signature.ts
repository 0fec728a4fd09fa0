import { type Refusal, refuse } from '../core/kernel/refusal.ts';
import type { Bundle } from './bundle.ts';
import { isSignedBy } from './signing-key.ts';
import { refuseAssertion, refuseFallenCounter } from './webauthn/assertion.ts';
import { challengeOf } from './webauthn/challenge.ts';
import { type Passkey, passkeyIdOf } from './webauthn/passkey.ts';

/** How somebody signed: with a key at a terminal, with a passkey, or as the labelled demo approver. */
export type SignatureKind = Bundle['signature']['kind'];

/** What is needed of a trusted key to check a signature. */
export type CheckingKey =
  | { readonly kind: 'ed25519' | 'demo'; readonly publicKey: string }
  | ({ readonly kind: 'webauthn' } & Passkey);

/** The id by which trust lists and statements name the key of a signature. */
export const keyIdOfSignature = (signature: Bundle['signature']): string =>
  signature.kind === 'webauthn' ? passkeyIdOf(signature.credentialId) : signature.keyId;

/** Checks that a key made the signature of a bundle over just its statement: the same way for every kind of statement. */
export function refuseForged({ statement, signature }: Bundle, key: CheckingKey): Refusal | null {
  if (signature.kind === 'webauthn') {
    return key.kind === 'webauthn'
      ? refuseAssertion(signature, { challenge: challengeOf(statement), passkey: key })
      : unfit();
  }
  const isTheirs =
    key.kind === signature.kind &&
    isSignedBy(key.publicKey, signature.signature, 'application/vnd.in-toto+json', statement);
  return isTheirs ? null : unfit();
}

/** Refuses a passkey whose counter did not rise since its last use. Only whoever keeps that count can ask. */
export function refuseCopied({ signature }: Bundle, counterOf: (keyId: string) => number = () => 0): Refusal | null {
  return signature.kind === 'webauthn'
    ? refuseFallenCounter(signature, counterOf(passkeyIdOf(signature.credentialId)))
    : null;
}

const unfit = (): Refusal =>
  refuse('approval-signature-invalid', 'The signature does not fit the statement', 'Look at it and sign again');
