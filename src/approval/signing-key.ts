import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import { type PayloadType, preAuthEncoding } from './dsse.ts';

/** What everyone may know of a key. */
export interface PublicKeyFacts {
  /** The 32 bytes, base64url. */
  readonly publicKey: string;
  /** SHA-256 of the 32 bytes: the key's name in trust lists, statements and bundles. */
  readonly keyId: string;
}

/** A key that is open in this process and signs for a person. Its private part cannot be read out. */
export class SigningKey {
  readonly kind: 'ed25519' | 'demo';
  readonly person: string;
  readonly publicKey: string;
  readonly keyId: string;
  readonly #private: KeyObject;

  constructor(kind: 'ed25519' | 'demo', person: string, privateKey: KeyObject) {
    const facts = publicFacts(privateKey);
    this.kind = kind;
    this.person = person;
    this.publicKey = facts.publicKey;
    this.keyId = facts.keyId;
    this.#private = privateKey;
  }

  /** The signature over a payload of a type, base64url. */
  sign(type: PayloadType, payload: string): string {
    return sign(null, preAuthEncoding(type, payload), this.#private).toString('base64url');
  }
}

/** The public part of an Ed25519 key. */
export function publicFacts(privateKey: KeyObject): PublicKeyFacts {
  const { x, crv } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new InvariantViolation('an approver key is no Ed25519 key');
  return { publicKey: x, keyId: keyIdOf(x) };
}

/** The key id of 32 public bytes. */
export const keyIdOf = (publicKey: string): string =>
  `sha256:${createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex')}`;

/** Whether a key made this signature over this payload of this type. */
export function isSignedBy(publicKey: string, signature: string, type: PayloadType, payload: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, preAuthEncoding(type, payload), key, Buffer.from(signature, 'base64url'));
}
