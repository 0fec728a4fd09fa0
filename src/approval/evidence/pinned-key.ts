import { createPublicKey, verify } from 'node:crypto';
import type { PinnedKey } from '../../core/unit/verification.ts';

/** Whether a pinned key made a signature over just these bytes. A signature of any other form is none. */
export function isSignedByPinned({ algorithm, spki }: PinnedKey, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
    if (algorithm === 'ed25519') return key.asymmetricKeyType === 'ed25519' && verify(null, signed, key, signature);
    const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    if (!isP256) return false;
    // DER as openssl and cosign write it; the plain 64 bytes as web platforms do.
    return (
      verify('sha256', signed, { key, dsaEncoding: 'der' }, signature) ||
      (signature.byteLength === 64 && verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature))
    );
  } catch {
    return false;
  }
}
