import type { Bundle } from './bundle.ts';
import type { ConsentKey } from './consent.ts';
import type { DemoTrust } from './demo-key.ts';
import { keyIdOfSignature } from './signature.ts';
import { keyOf, mayUse, personOf, type TrustList } from './trust-list.ts';

/** Whom consents to a change in an environment are believed of. */
export interface ConsentTrust {
  readonly trustList: TrustList | null;
  /** Null where the demo's own does not count. */
  readonly demoTrust: DemoTrust | null;
}

/** The key that a signature claims, if it is listed as a key of that kind, active, and allowed for the environment. */
export function consentingKey(
  { trustList, demoTrust }: ConsentTrust,
  signature: Bundle['signature'],
  environment: string,
): ConsentKey | null {
  const keyId = keyIdOfSignature(signature);
  if (signature.kind === 'demo') {
    return demoTrust?.keyId === keyId ? { ...demoTrust, kind: 'demo', groups: [] } : null;
  }
  const key = trustList === null ? undefined : keyOf(trustList, keyId);
  if (trustList === null || key === undefined || key.kind !== signature.kind || !mayUse(key, environment)) return null;
  return { ...key, groups: personOf(trustList, key.person)?.groups ?? [] };
}
