import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Subject } from '../../core/evidence/statement.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { IN_TOTO, preAuthEncoding } from '../dsse.ts';
import { STATEMENT_TYPE } from '../frame.ts';
import { digestOfBytes } from './digest-of-bytes.ts';
import { envelopeText } from './envelope.ts';

/** What somebody states about subjects. */
export interface Stated {
  readonly subjects: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/** Signs a statement with a private key in PEM and gives the envelope. A key that no requirement could pin is refused. */
export function signStatement({ subjects, predicateType, predicate }: Stated, pem: string): string | Refusal {
  const key = privateKeyOf(pem);
  if (key === undefined) {
    return refuse(
      'signing-key-unfit',
      'This is no private key of Ed25519 or ECDSA P-256 in PEM, without a passphrase',
      'Make one: openssl genpkey -algorithm ed25519 -out ci.key',
    );
  }
  const subject = subjects.map(({ name, digest }) => ({ ...(name === '' ? {} : { name }), digest }));
  const payload = canonical({ _type: STATEMENT_TYPE, subject, predicateType, predicate });
  const signed = preAuthEncoding(IN_TOTO, payload);
  const signature = sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', signed, key);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return envelopeText(payload, digestOfBytes(spki), signature);
}

function privateKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return key.asymmetricKeyType === 'ed25519' || isP256 ? key : undefined;
  } catch {
    return undefined;
  }
}
