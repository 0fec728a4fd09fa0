import { createPublicKey } from 'node:crypto';

// The labels and values of RFC 9052 and 9053 that a passkey's key can have.
const KEY_TYPE = 1;
const CURVE_OR_MODULUS = -1;
const X_OR_EXPONENT = -2;
const Y = -3;
const OKP = 1;
const EC2 = 2;
const RSA = 3;

/** A COSE key, as the decoder gives it: labels to numbers and bytes. */
export interface CoseKey {
  get(label: number): unknown;
}

/** The key as SubjectPublicKeyInfo in DER, base64url; undefined for a kind that is not taken here. */
export function subjectPublicKey(cose: CoseKey): string | undefined {
  const jwk = jwkOf(cose);
  if (jwk === undefined) return undefined;
  try {
    const der = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' });
    return der.toString('base64url');
  } catch {
    return undefined;
  }
}

function jwkOf(cose: CoseKey) {
  const text = (label: number): string => {
    const bytes = cose.get(label);
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64url') : '';
  };
  switch (cose.get(KEY_TYPE)) {
    case EC2:
      return { kty: 'EC', crv: 'P-256', x: text(X_OR_EXPONENT), y: text(Y) };
    case OKP:
      return { kty: 'OKP', crv: 'Ed25519', x: text(X_OR_EXPONENT) };
    case RSA:
      return { kty: 'RSA', n: text(CURVE_OR_MODULUS), e: text(X_OR_EXPONENT) };
    default:
      return undefined;
  }
}
