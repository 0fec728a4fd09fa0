import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { bytesOf } from './base64url.ts';

const SHORTEST_RSA = 2048;

/** Whether a text is a public key that passkeys may have here: P-256, Ed25519, or RSA of 2048 bits and more. */
export const isPasskeyPublicKey = (publicKey: string): boolean => readKey(publicKey) !== undefined;

/** Whether the key made the signature, by the one algorithm that fits its kind: ES256, EdDSA or RS256. */
export function fitsPublicKey(publicKey: string, signed: Uint8Array, signature: Uint8Array): boolean {
  const key = readKey(publicKey);
  if (key === undefined) return false;
  try {
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', signed, key, signature);
  } catch {
    return false;
  }
}

function readKey(publicKey: string): KeyObject | undefined {
  const der = bytesOf(publicKey);
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    // Bytes that only nearly are the key would give it a second name.
    return isKnown(key) && key.export({ format: 'der', type: 'spki' }).equals(der) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isKnown({ asymmetricKeyType: kind, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (kind === 'ec') return details?.namedCurve === 'prime256v1';
  return kind === 'ed25519' || (kind === 'rsa' && (details?.modulusLength ?? 0) >= SHORTEST_RSA);
}
