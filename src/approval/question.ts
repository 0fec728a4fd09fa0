import type { Evidence, RollbackCertificate } from '../core/deployment/evidence.ts';
import type { RollbackCause } from '../core/deployment/rollback-cause.ts';
import type {
  AwaitingApproval,
  Baking,
  Deployment,
  QueuedForProduction,
  RolledBack,
  RollingOut,
} from '../core/deployment/state.ts';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import type { Digest } from '../core/kernel/id.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { CheckpointPolicies, CheckpointPolicy } from '../core/unit/unit.ts';
import type { Verdict } from '../core/verdict/verdict.ts';
import { digestOf } from './digest.ts';

/** What makes an open checkpoint this one and no other: a signature for an earlier stop does not answer a later one. */
export type QuestionContext =
  | { readonly phase: 'awaiting-approval'; readonly askedAt: Instant; readonly deadline: Instant }
  /** What serves is outside its own gates already. */
  | { readonly phase: 'queued'; readonly redSince: Instant }
  /** The approvals ran out mid-rollout: the same plan is approved again. */
  | { readonly phase: 'rolling-out' | 'baking'; readonly stageIndex: number; readonly heldSince: Instant }
  | {
      readonly phase: 'rolling-out' | 'baking';
      readonly stageIndex: number;
      readonly openedAt: Instant;
      readonly deadline: Instant;
      readonly verdict: Verdict;
    }
  | {
      readonly phase: 'rolled-back';
      readonly cause: RollbackCause;
      readonly trafficBackAt: Instant;
      readonly verifiedAt: Instant;
      readonly rolledBackAt: Instant;
    };

/** An open checkpoint and everything that is put before the person who answers it. */
export interface Question {
  readonly checkpoint: Checkpoint;
  readonly deploymentId: string;
  readonly environment: string;
  readonly plan: Plan;
  /** As it was sealed. It is compared with the plan's own digest, and never taken in its place. */
  readonly planDigest: string;
  readonly evidence: Evidence;
  readonly certificate: RollbackCertificate;
  readonly context: QuestionContext;
}

/** The digests of everything shown, computed from the values themselves. */
export interface QuestionDigests {
  readonly planDigest: Digest;
  readonly stagingReportDigest: Digest;
  readonly rollbackPlanDigest: Digest;
  readonly policyDigest: Digest;
  readonly contextDigest: Digest;
}

/** The question a checkpoint puts to people right now; undefined when it is not open. */
export function openQuestion(deployment: Deployment, checkpoint: Checkpoint): Question | undefined {
  switch (checkpoint) {
    case 'production-promotion':
      return promotionQuestion(deployment);
    case 'environment-red':
      return redQuestion(deployment);
    case 'ambiguous-metrics':
      return ambiguityQuestion(deployment);
    case 'after-rollback':
      return rollbackQuestion(deployment);
  }
}

function promotionQuestion(deployment: Deployment): Question | undefined {
  if (deployment.phase === 'awaiting-approval') {
    const { phase, askedAt, deadline } = deployment;
    return questionOf(deployment, 'production-promotion', { phase, askedAt, deadline });
  }
  if (!isRolling(deployment)) return undefined;
  const { phase, stage, holds } = deployment;
  const hold = holds.find((one) => one.reason === 'approval-expired');
  return hold === undefined
    ? undefined
    : questionOf(deployment, 'production-promotion', { phase, stageIndex: stage.index, heldSince: hold.since });
}

function redQuestion(deployment: Deployment): Question | undefined {
  if (deployment.phase !== 'queued' || deployment.for !== 'production' || deployment.redSince === null)
    return undefined;
  const { phase, redSince } = deployment;
  return questionOf(deployment, 'environment-red', { phase, redSince });
}

function ambiguityQuestion(deployment: Deployment): Question | undefined {
  if (!isRolling(deployment) || deployment.checkpoint === null) return undefined;
  const { phase, stage, checkpoint } = deployment;
  const { openedAt, deadline, verdict } = checkpoint;
  return questionOf(deployment, 'ambiguous-metrics', { phase, stageIndex: stage.index, openedAt, deadline, verdict });
}

function rollbackQuestion(deployment: Deployment): Question | undefined {
  if (deployment.phase !== 'rolled-back') return undefined;
  const { phase, cause, trafficBackAt, verifiedAt, rolledBackAt } = deployment;
  return questionOf(deployment, 'after-rollback', { phase, cause, trafficBackAt, verifiedAt, rolledBackAt });
}

const isRolling = (deployment: Deployment): deployment is RollingOut | Baking =>
  deployment.phase === 'rolling-out' || deployment.phase === 'baking';

function questionOf(
  deployment: AwaitingApproval | QueuedForProduction | RollingOut | Baking | RolledBack,
  checkpoint: Checkpoint,
  context: QuestionContext,
): Question {
  const { opening, plan, planDigest, evidence, certificate } = deployment;
  return {
    checkpoint,
    deploymentId: opening.id,
    environment: plan.environment,
    plan,
    planDigest,
    evidence,
    certificate,
    context,
  };
}

/** Hashes what is shown. The side that signs and the side that verifies both do this for themselves. */
export const questionDigests = (question: Question): QuestionDigests => ({
  planDigest: digestOf(question.plan),
  stagingReportDigest: digestOf(question.evidence),
  rollbackPlanDigest: digestOf({ target: question.plan.rollbackTarget, certificate: question.certificate }),
  policyDigest: digestOf(question.plan.policy),
  contextDigest: digestOf({ checkpoint: question.checkpoint, context: question.context }),
});

/** Who may answer a checkpoint, by the policy that the plan sealed. */
export function policyOf(checkpoint: Checkpoint, policies: CheckpointPolicies): CheckpointPolicy {
  switch (checkpoint) {
    case 'production-promotion':
    case 'environment-red':
      return policies.productionPromotion;
    case 'ambiguous-metrics':
      return policies.ambiguousMetrics;
    case 'after-rollback':
      return policies.afterRollback;
  }
}
