import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import type { Bundle } from '../bundle.ts';
import type { DemoTrust } from '../demo-key.ts';
import { type CheckingKey, keyIdOfSignature, refuseForged } from '../signature.ts';
import type { ApprovalStatement } from '../statement.ts';
import { keyOf, mayUse, personOf, type TrustList } from '../trust-list.ts';
import { refuseFor } from './context.ts';

/** The lists a signer is looked up in, and whether the demo's own list counts here. */
export interface Trust {
  readonly trustList: TrustList | null;
  readonly demoTrust: DemoTrust | null;
  readonly isDemo: boolean;
}

/** Who signed, as the trust list has them. */
export type Signer = CheckingKey & {
  readonly groups: readonly string[];
  /** Declared for a terminal key that lies on an account without agents. */
  readonly custody?: 'apart-from-agents' | undefined;
};

/** Step 7: the approver is a person in the current list, and the key is active, theirs and allowed for this environment. */
export function signerOf(statement: ApprovalStatement, { signature }: Bundle, trust: Trust): Signer | Refusal {
  if (keyIdOfSignature(signature) !== statement.predicate.credentialId) {
    return refuseFor(statement, 'approver-key-of-another', 'The statement names another key than the signature');
  }
  return signature.kind === 'demo' ? demoSigner(statement, trust) : enrolledSigner(statement, trust.trustList);
}

function demoSigner(statement: ApprovalStatement, { demoTrust, isDemo }: Trust): Signer | Refusal {
  if (!isDemo) {
    const message = 'The demo approver answers only where `demo: true` always stood';
    return refuseFor(statement, 'demo-approver-refused', message);
  }
  const { approver, credentialId } = statement.predicate;
  if (demoTrust === null || demoTrust.person !== approver || demoTrust.keyId !== credentialId) {
    return refuseFor(statement, 'approver-unknown', `${approver} is not the demo approver of this control plane`);
  }
  return { kind: 'demo', publicKey: demoTrust.publicKey, groups: [] };
}

function enrolledSigner(statement: ApprovalStatement, list: TrustList | null): Signer | Refusal {
  const { approver, credentialId, environment } = statement.predicate;
  const enrol = 'Enrol the approver: plimsoll approver add --key --name NAME';
  const person = list === null ? undefined : personOf(list, approver);
  if (list === null || person === undefined) {
    return refuse('approver-unknown', `${approver} is not enrolled here`, enrol);
  }
  const key = keyOf(list, credentialId);
  if (key === undefined) return refuse('approver-key-unknown', `${approver} has no such key here`, enrol);
  if (key.person !== approver) {
    return refuseFor(statement, 'approver-key-of-another', `The key is not one of ${approver}`);
  }
  if (key.revokedAt !== null) return refuse('approver-key-revoked', `That key of ${approver} was revoked`, enrol);
  return mayUse(key, environment)
    ? { ...key, groups: person.groups }
    : refuse('approver-key-elsewhere', `That key of ${approver} does not sign for ${environment}`, enrol);
}

/** Step 8: the signature fits the bytes. */
export function refuseUnsigned(statement: ApprovalStatement, bundle: Bundle, signer: Signer): Refusal | null {
  const forged = refuseForged(bundle, signer);
  return forged === null ? null : refuseFor(statement, forged.code, forged.message);
}
