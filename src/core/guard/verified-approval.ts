import type { Instant } from '../kernel/instant.ts';
import type { Assurance } from './assurance.ts';

/** The stops for a person. */
export type Checkpoint = 'production-promotion' | 'environment-red' | 'ambiguous-metrics' | 'after-rollback';

/** A person's signed answer, after every check of signature, trust list and digests. */
export interface VerifiedApproval {
  /** Made only by src/approval/verify.ts; a test shows that nothing else in the product writes this mark. */
  readonly __verified: true;
  readonly checkpoint: Checkpoint;
  readonly decision: 'approve' | 'reject' | 'fix-forward' | 'extend' | 'hold' | 'proceed' | 'resolve';
  readonly deploymentId: string;
  readonly environment: string;
  readonly planDigest: string;
  readonly contextDigest: string;
  /** `person:ada` */
  readonly approver: string;
  /** Groups of the approver in the trust list at verification, as `group:payments-leads`. */
  readonly groups: readonly string[];
  readonly kind: 'ed25519' | 'webauthn' | 'demo';
  readonly assurance: Assurance;
  /** The key that signed, as the trust list names it. */
  readonly credentialId: string;
  readonly reason: string;
  /** Who counts as having asked: the owner in an agent's place. */
  readonly requester: string;
  readonly authors: readonly string[];
  readonly nonce: string;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
  readonly statementDigest: string;
  readonly stagingReportDigest: string;
  readonly rollbackPlanDigest: string;
  readonly policyDigest: string;
  /** The bundle as it was signed, for anyone who verifies later. */
  readonly bundle: unknown;
}
