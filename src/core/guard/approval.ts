import type { Slot } from '../environment/slot.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Plan } from '../plan/plan.ts';
import type { CheckpointPolicy } from '../unit/unit.ts';
import { isAtLeast, neededOfEach, personsFor } from './assurance.ts';
import type { VerifiedApproval } from './verified-approval.ts';

/** What approvals are compared with: the plan as sealed, and the deployment they must name. */
export interface ApprovalSubject {
  readonly deploymentId: string;
  readonly plan: Plan;
  readonly planDigest: string;
  /** True once the environment was used without the demo mark. */
  readonly servedForReal: boolean;
  /** Who must answer by the policy in force, where it was adopted after this plan was approved: both must be content. */
  readonly inForce?: CheckpointPolicy | null;
}

/** Who must approve a promotion by the policy in force; null where none is. */
export const promotionInForce = ({ policy }: Pick<Slot, 'policy'>): CheckpointPolicy | null =>
  policy?.protection.checkpoints.productionPromotion ?? null;

/** The same question by the policy in force. */
export const byPolicyInForce = ({ inForce, ...subject }: ApprovalSubject): ApprovalSubject | null =>
  inForce == null
    ? null
    : { ...subject, plan: { ...subject.plan, policy: { ...subject.plan.policy, productionPromotion: inForce } } };

/** R2: verified, unexpired approvals of the same plan digest by enough distinct people. */
export function refuseWithoutApproval(
  subject: ApprovalSubject,
  approvals: readonly VerifiedApproval[],
  at: Instant,
): Refusal | null {
  const problems = approvals.map((approval) => refuseApproval(subject, approval, at));
  const good = approvals.filter((_, index) => problems[index] === null);
  const counted = new Set(good.map((one) => one.approver));
  const { productionPromotion } = subject.plan.policy;
  const needed = Math.max(1, productionPromotion.count);
  const levels = good.map((one) => one.assurance);
  const count = personsFor(productionPromotion.requireAssurance ?? 'A1', needed, levels);
  if (counted.size >= count) {
    const inForce = byPolicyInForce(subject);
    return inForce === null ? null : refuseWithoutApproval(inForce, approvals, at);
  }
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
  if (!isFactorTaken(plan.policy.productionPromotion, approval)) {
    return refuse('approval-factor-refused', `The plan does not take what ${approval.approver} signed with`, again);
  }
  const weak = refuseAssurance(plan.policy.productionPromotion, approval, again);
  if (weak !== null) return weak;
  if (at > approval.notAfter)
    return refuse('approval-expired', `The approval of ${approval.approver} has expired`, again);
  return null;
}

const FACTORS = { ed25519: 'key', webauthn: 'passkey' } as const;

/** Whether a policy takes what was signed with. The demo's own is told apart before. */
export const isFactorTaken = (
  { factors }: Pick<CheckpointPolicy, 'factors'>,
  { kind }: Pick<VerifiedApproval, 'kind'>,
): boolean => kind === 'demo' || factors === undefined || factors.includes(FACTORS[kind]);

/** An approval that proves too little of who gave it. The demo's own is told apart before, and proves nothing anywhere. */
export function refuseAssurance(
  policy: CheckpointPolicy,
  { approver, kind, assurance }: Pick<VerifiedApproval, 'approver' | 'kind' | 'assurance'>,
  remedy: string,
): Refusal | null {
  const required = policy.requireAssurance ?? 'A1';
  if (kind === 'demo' || isAtLeast(assurance, neededOfEach(required))) return null;
  const message = `The approval of ${approver} is of level ${assurance}, and the plan requires ${required}`;
  return refuse('approval-assurance-too-low', message, remedy);
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
