import type { Instant } from '../../kernel/instant.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Protection } from './protection.ts';

/** The policy in force in a place, and whose signatures put it there. */
export interface AdoptedPolicy {
  readonly protection: Protection;
  /** Counts the adoptions of a place: a signature for one is none for the next. */
  readonly version: number;
  /** The persons whose signatures adopted it. */
  readonly by: readonly string[];
  /** The deployment whose approval adopted it; null where the change itself was signed. */
  readonly deployment: string | null;
  readonly since: Instant;
}

/** One signature under a change of policy, verified before it is recorded. */
export interface PolicySignature {
  readonly approver: string;
  readonly groups: readonly string[];
  readonly kind: 'ed25519' | 'webauthn' | 'demo';
  readonly credentialId: string;
  readonly reason: string;
  /** The bundle as it was signed, for anyone who verifies later. */
  readonly bundle: unknown;
}

/** A change of policy that waits for more signatures. */
export interface PolicyProposal {
  readonly protection: Protection;
  readonly digest: string;
  readonly version: number;
  readonly signatures: readonly PolicySignature[];
}

/** How many persons must sign a change, by the policy in force: one approver alone cannot take away that two are needed. */
export const neededFor = (adopted: AdoptedPolicy): number =>
  Math.max(1, adopted.protection.checkpoints.productionPromotion.count);

/** Why a person may not sign a change of the policy in force; null when they may. What is proposed has no say in that. */
export function refuseSigner(
  adopted: AdoptedPolicy,
  signer: Pick<PolicySignature, 'approver' | 'groups' | 'kind'>,
  signatures: readonly PolicySignature[],
): Refusal | null {
  const { approvers } = adopted.protection.checkpoints.productionPromotion;
  const isNamed =
    signer.kind === 'demo' ||
    approvers.includes(signer.approver) ||
    signer.groups.some((group) => approvers.includes(group));
  if (!isNamed) {
    return refuse(
      'approver-not-named',
      `${signer.approver} is no approver by the adopted policy`,
      `One of these signs it: ${approvers.join(', ')}`,
    );
  }
  return signatures.some(({ approver }) => approver === signer.approver)
    ? refuse('policy-signed-before', `${signer.approver} has signed this change`, 'Another approver must sign it too')
    : null;
}
