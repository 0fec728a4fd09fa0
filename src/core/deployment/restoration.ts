import type { VerifiedApproval } from '../guard/verified-approval.ts';
import type { Plan } from '../plan/plan.ts';
import type { Release } from '../unit/release.ts';
import type { Evidence, RollbackCertificate } from './evidence.ts';
import type { RollbackCause } from './rollback-cause.ts';

/**
 * What a restoration stands on. It is a way back that begins after the end: `release` is what serves and leaves, `rollbackRelease`
 * the earlier one that returns, and the evidence is that of the deployment which brought what leaves.
 */
export interface Restoration {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly release: Release;
  readonly rollbackRelease: Release;
  readonly evidence: Evidence;
  readonly certificate: RollbackCertificate;
  readonly approvals: readonly VerifiedApproval[];
  readonly cause: RollbackCause;
}

/** What a release between now and then did to stored data. */
export type CrossedStep = Pick<Plan, 'migrations' | 'downStep'>;
