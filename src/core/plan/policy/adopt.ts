import type { Slot, SlotEvent } from '../../environment/slot.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { canonical } from '../canonical.ts';
import { type AdoptedPolicy, neededFor, type PolicySignature, refuseSigner } from './adopted.ts';
import { policyChanges } from './policy-diff.ts';
import type { Protection } from './protection.ts';

/** One person's verified signature under a change of what protects an environment. */
export interface PolicyConsent {
  readonly protection: Protection;
  readonly digest: string;
  readonly version: number;
  readonly signature: PolicySignature;
  readonly at: Instant;
}

/** Takes a signature; with enough of them the policy is in force. Who may sign is said by the policy that was in force before. */
export function signPolicy(consent: PolicyConsent, slot: Slot): readonly SlotEvent[] | Refusal {
  const { protection, digest, version, signature, at } = consent;
  const again = `Look at it again: plimsoll policy diff -e ${slot.environment}`;
  const { policy } = slot;
  if (policy === null) return refuseUnadopted(slot.environment);
  if (protection.unit !== slot.unit || protection.environment !== slot.environment) {
    return refuse('policy-for-another-place', 'The signature is for another unit or environment', again);
  }
  if (version !== policy.version + 1) {
    return refuse('policy-not-next', `Version ${policy.version} is in force, and this would be ${version}`, again);
  }
  if (policyChanges(policy.protection, protection).length === 0) {
    return refuse('policy-unchanged', 'The adopted policy says the same', 'There is nothing to adopt');
  }
  if (protection.demo && slot.servedForReal) {
    return refuse(
      'demo-mark-lost',
      `${slot.environment} was used without \`demo: true\`, and never gets it back`,
      'Take `demo: true` out of the configuration',
    );
  }
  if (signature.kind === 'demo' && (slot.servedForReal || !policy.protection.demo || !protection.demo)) {
    return refuse(
      'demo-approver-refused',
      'The demo approver signs only where `demo: true` always stood, and stays',
      again,
    );
  }
  const before = slot.proposal?.digest === digest && slot.proposal.version === version ? slot.proposal.signatures : [];
  const refusal = refuseSigner(policy, signature, before);
  if (refusal !== null) return refusal;
  const signed: SlotEvent = { type: 'PolicySigned', protection, digest, version, signature, at };
  const by = [...before, signature].map(({ approver }) => approver);
  if (by.length < neededFor(policy)) return [signed];
  return [signed, { type: 'PolicyAdopted', policy: { protection, version, by, deployment: null, since: at }, at }];
}

/** The refusal where nothing is in force yet. */
export const refuseUnadopted = (environment: string): Refusal =>
  refuse(
    'policy-not-adopted',
    `No policy is in force for ${environment} yet`,
    'The approval of the first deployment adopts it: plimsoll deploy',
  );

/** What an approval of a deployment adopts: nothing when the policy in force says the same. */
export function adoptedBy(
  protection: Protection,
  slot: Slot,
  deployment: string,
  by: readonly string[],
  at: Instant,
): readonly SlotEvent[] {
  if (slot.policy !== null && canonical(slot.policy.protection) === canonical(protection)) return [];
  const policy: AdoptedPolicy = { protection, version: versionAfter(slot), by, deployment, since: at };
  return [{ type: 'PolicyAdopted', policy, at }];
}

/** The version of the next policy of a place. */
export const versionAfter = (slot: Slot): number => (slot.policy?.version ?? 0) + 1;
