import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import type { Bundle } from '../bundle.ts';
import { keyIdOfSignature } from '../signature.ts';
import { keyOf, mayUse, personOf } from '../trust-list.ts';
import type { Signer, Trust } from '../verify/signer.ts';
import type { ActStatement } from './statement.ts';

const ENROL = 'Enrol the approver: plimsoll approver add --key --name NAME';

/** Who signed an act: a person of the current list, with an active key of theirs that may sign for this environment. */
export function actSigner({ predicate }: ActStatement, { signature }: Bundle, trust: Trust): Signer | Refusal {
  const { approver, credentialId, environment } = predicate;
  if (keyIdOfSignature(signature) !== credentialId) {
    return refuse('approver-key-of-another', 'The statement names another key than the signature', ENROL);
  }
  if (signature.kind === 'demo') {
    const { demoTrust, isDemo } = trust;
    const isIts = demoTrust?.person === approver && demoTrust.keyId === credentialId;
    return isDemo && demoTrust !== null && isIts
      ? { kind: 'demo', publicKey: demoTrust.publicKey, groups: [] }
      : refuse('demo-approver-refused', 'The demo approver answers only where `demo: true` always stood', ENROL);
  }
  const list = trust.trustList;
  const person = list === null ? undefined : personOf(list, approver);
  const key = list === null ? undefined : keyOf(list, credentialId);
  if (person === undefined) return refuse('approver-unknown', `${approver} is not enrolled here`, ENROL);
  if (key === undefined || key.person !== approver) {
    return refuse('approver-key-unknown', `${approver} has no such key here`, ENROL);
  }
  if (key.revokedAt !== null) return refuse('approver-key-revoked', `That key of ${approver} was revoked`, ENROL);
  return mayUse(key, environment)
    ? { ...key, groups: person.groups }
    : refuse('approver-key-elsewhere', `That key of ${approver} does not sign for ${environment}`, ENROL);
}
