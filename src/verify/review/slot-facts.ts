import type { AdoptedPolicy, PolicySignature } from '../../core/plan/policy/adopted.ts';

/** What is known of a unit's place in an environment at some point of the record. */
export interface SlotFacts {
  holder: string | null;
  stable: string | null;
  servedForReal: boolean;
  /** The releases that were stable here at some time. */
  readonly everStable: Set<string>;
  policy: AdoptedPolicy | null;
  /** Signatures under a change of it, each with the text and the version that it was for. */
  signed: readonly SignedChange[];
}

/** A person's signature under a change of policy, with what it was for. */
export interface SignedChange {
  readonly digest: string;
  readonly version: number;
  readonly signature: PolicySignature;
}

/** Who must answer a promotion by the policy in force. */
export const inForce = ({ policy }: SlotFacts) => policy?.protection.checkpoints.productionPromotion;
