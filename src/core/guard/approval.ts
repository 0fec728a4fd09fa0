import type { Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Plan } from '../plan/plan.ts';
import type { CheckpointPolicy } from '../unit/unit.ts';
import type { VerifiedApproval } from './verified-approval.ts';

/** What approvals are compared with: the plan as sealed, and the deployment they must name. */
export interface ApprovalSubject {
  readonly deploymentId: string;
  readonly plan: Plan;
  readonly planDigest: string;
  /** True once the environment was used without the demo mark. */
  readonly servedForReal: boolean;
}

/** R2: verified, unexpired approvals of the same plan digest by enough distinct people. */
export function refuseWithoutApproval(
  subject: ApprovalSubject,
  approvals: readonly VerifiedApproval[],
  at: Instant,
): Refusal | null {
  const problems = approvals.map((approval) => refuseApproval(subject, approval, at));
  const counted = new Set(approvals.filter((_, index) => problems[index] === null).map((one) => one.approver));
  const count = Math.max(1, subject.plan.policy.productionPromotion.count);
  if (counted.size >= count) return null;
  const missing = refuse(
    'approval-missing',
    `Production needs ${count} approval(s), ${counted.size} given`,
    `An approver runs: plimsoll approve ${subject.deploymentId}`,
  );
  // An approval that does not count says more than that one is missing.
  return problems.find((problem) => problem !== null) ?? missing;
}

/** Whether one approval counts for this plan at this moment. */
export function refuseApproval(subject: ApprovalSubject, approval: VerifiedApproval, at: Instant): Refusal | null {
  const again = `Look at the plan and approve it: plimsoll approve ${subject.deploymentId}`;
  const { plan } = subject;
  if (approval.checkpoint !== 'production-promotion' || approval.decision !== 'approve') {
    return refuse('approval-for-another-question', 'The signature answers another question than this promotion', again);
  }
  if (approval.deploymentId !== subject.deploymentId || approval.environment !== plan.environment) {
    return refuse('approval-for-another-deployment', 'The approval names another deployment or environment', again);
  }
  if (approval.planDigest !== subject.planDigest) {
    return refuse('approval-for-another-plan', 'The plan changed after it was shown', again);
  }
  if (!approval.approver.startsWith('person:')) {
    return refuse('approval-not-by-a-person', `${approval.approver} is no person`, again);
  }
  if (approval.kind === 'demo' && (!plan.demo || subject.servedForReal)) {
    return refuse('demo-approver-refused', 'The demo approver answers only where `demo: true` always stood', again);
  }
  if (!mayAnswer(plan.policy.productionPromotion, approval)) {
    return refuse('approver-not-named', `${approval.approver} is not among the approvers of this plan`, again);
  }
  if (at > approval.notAfter)
    return refuse('approval-expired', `The approval of ${approval.approver} has expired`, again);
  return null;
}

/** Whether the policy names this approver, and nothing in the policy separates them from the deployment. */
export function mayAnswer(policy: CheckpointPolicy, approval: VerifiedApproval): boolean {
  const isNamed =
    approval.kind === 'demo' ||
    policy.approvers.includes(approval.approver) ||
    policy.approvers.some((name) => approval.groups.includes(name));
  const isRequester = policy.separateFrom.includes('requester') && approval.requester === approval.approver;
  const isAuthor = policy.separateFrom.includes('author') && approval.authors.includes(approval.approver);
  return isNamed && !isRequester && !isAuthor;
}
