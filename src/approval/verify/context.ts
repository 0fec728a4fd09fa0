import type { Deployment } from '../../core/deployment/state.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import type { IssuedNonce, Now } from '../challenge.ts';
import type { DemoTrust } from '../demo-key.ts';
import type { ApprovalStatement } from '../statement.ts';
import type { TrustList } from '../trust-list.ts';
import type { Isolation } from './assurance.ts';

/** Everything an approval is compared with, as it is right now. */
export interface VerificationContext {
  readonly controlPlaneId: string;
  /** The deployment in its present state: its question, its digests and its policy are taken from here. */
  readonly deployment: Deployment;
  /** Whether the production slot was ever used without the demo mark. */
  readonly servedForReal: boolean;
  /** Null while nobody is enrolled: production is locked. */
  readonly trustList: TrustList | null;
  /** Null outside of a demo. */
  readonly demoTrust: DemoTrust | null;
  /** The last proof that agents are kept out; null where there is none. */
  readonly isolation: Isolation | null;
  readonly now: Now;
  /** What the challenge book knows of a nonce. */
  readonly findNonce: (nonce: string) => IssuedNonce | undefined;
  /** What a passkey counted when it was used last; 0 for one that does not count. */
  readonly counterOf?: (keyId: string) => number;
  /** The journal's hash at a position; undefined where it has none. */
  readonly chainHashAt: (seq: number) => Promise<string | undefined> | string | undefined;
}

/** Makes refusals that end in the command to try again. */
export function refuseFor(statement: ApprovalStatement, code: string, message: string): Refusal {
  return refuse(code, message, `Look at it and answer again: ${commandFor(statement)}`);
}

function commandFor({ predicate }: ApprovalStatement): string {
  switch (predicate.checkpoint) {
    case 'production-promotion':
      return `plimsoll ${predicate.decision} ${predicate.deploymentId}`;
    case 'environment-red':
    case 'ambiguous-metrics':
      return `plimsoll decide ${predicate.deploymentId} ${predicate.decision} --reason TEXT`;
    case 'after-rollback':
      return `plimsoll decide ${predicate.deploymentId} close --root-cause TEXT`;
  }
}
