import {
  byPolicyInForce,
  mayAnswer,
  promotionInForce,
  refuseApproval,
  refuseWithoutApproval,
} from '../../guard/approval.ts';
import type { VerifiedApproval } from '../../guard/verified-approval.ts';
import { later } from '../../kernel/instant.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { adoptedBy } from '../../plan/policy/adopt.ts';
import { refuseWeaker } from '../../plan/policy/policy-diff.ts';
import { protectionOf } from '../../plan/policy/protection.ts';
import type { Command } from '../command.ts';
import { type Accepted, accept, type Decision, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import { isHeldBy } from '../hold.ts';
import type { AwaitingApproval, Baking, Deployment, RolledBack, RollingOut } from '../state.ts';
import { stop } from './ending.ts';
import { follow } from './follow.ts';
import { considerProduction } from './production.ts';
import { considerPromotion } from './promotion.ts';

type Record<T extends Command['type']> = Extract<Command, { type: T }>;

/** A person approves. With enough of them the deployment goes on to production. */
export function grantApproval(command: Record<'GrantApproval'>, deployment: Deployment, world: World): Decision {
  const { approval, at } = command;
  if (deployment.phase !== 'awaiting-approval' && !isApprovalExpired(deployment)) {
    return refuse(
      'approval-not-pending',
      `Nothing to approve while ${deployment.phase}`,
      `Look at it: plimsoll status ${deployment.opening.id}`,
    );
  }
  const subject = {
    deploymentId: deployment.opening.id,
    plan: deployment.plan,
    planDigest: deployment.planDigest,
    servedForReal: world.production.servedForReal,
    inForce: promotionInForce(world.production),
  };
  const twice = refuseTwice(deployment.approvals, approval, at);
  if (deployment.phase !== 'awaiting-approval') {
    // Under way it is held against its own policy and a stricter one that came later: whoever either of them names may answer.
    const newer = byPolicyInForce(subject);
    const problem = refuseApproval(subject, approval, at);
    const isNamed = problem === null || (newer !== null && refuseApproval(newer, approval, at) === null);
    return (isNamed ? twice : problem) ?? grantAgain(deployment, approval, world, at);
  }
  const problem = refuseApproval(subject, approval, at) ?? twice;
  if (problem !== null) return problem;
  const protection = protectionOf(deployment.opening.spec, deployment.opening.environment);
  const weaker = refuseWeaker(world.production.policy?.protection ?? null, protection);
  return weaker ?? grantPending(deployment, approval, world, at);
}

const isApprovalExpired = (deployment: Deployment): deployment is RollingOut | Baking =>
  (deployment.phase === 'rolling-out' || deployment.phase === 'baking') &&
  isHeldBy(deployment.holds, 'approval-expired');

function refuseTwice(
  given: readonly VerifiedApproval[],
  approval: VerifiedApproval,
  at: Command['at'],
): Refusal | null {
  return given.some((one) => one.approver === approval.approver && at <= one.notAfter)
    ? refuse(
        'approval-given-before',
        `${approval.approver} has approved this plan before`,
        'Another approver must answer',
      )
    : null;
}

function grantPending(
  deployment: AwaitingApproval,
  approval: VerifiedApproval,
  world: World,
  at: Command['at'],
): Decision {
  const granted: DeploymentEvent = { type: 'ApprovalGranted', approval, at };
  const { plan, planDigest, opening } = deployment;
  const subject = { deploymentId: opening.id, plan, planDigest, servedForReal: world.production.servedForReal };
  const missing = refuseWithoutApproval(subject, [...deployment.approvals, approval], at);
  if (missing !== null) return accept([granted]);
  const by = [...deployment.approvals, approval].map(({ approver }) => approver);
  return adopting(
    considerPromotion(deployment, world, at, [granted, { type: 'PromotionApproved', at }]),
    opening,
    by,
    world,
    at,
  );
}

/** With the approval the policy of the plan comes into force; one that is sent back at once adopts nothing. */
function adopting(
  accepted: Accepted,
  { id, spec, environment }: AwaitingApproval['opening'],
  by: readonly string[],
  { production }: World,
  at: Command['at'],
): Accepted {
  if (accepted.deployment.some(({ type }) => type === 'DeploymentReturned' || type === 'ApprovalsVoided'))
    return accepted;
  const adopted = adoptedBy(protectionOf(spec, environment), production, id, [...new Set(by)], at);
  return { ...accepted, production: [...adopted, ...accepted.production] };
}

// The old approvals ran out mid-rollout: enough new ones of the same plan lift the hold.
function grantAgain(
  deployment: RollingOut | Baking,
  approval: VerifiedApproval,
  world: World,
  at: Command['at'],
): Decision {
  const isFirst = deployment.approvals.some((one) => at > one.notAfter);
  const voided: DeploymentEvent[] = isFirst
    ? [
        {
          type: 'ApprovalsVoided',
          why: 'the approvals expired',
          deadline: later(at, deployment.plan.policy.productionPromotion.deadline),
          at,
        },
      ]
    : [];
  return accept(
    follow(deployment, [...voided, { type: 'ApprovalGranted', approval, at }], (state) =>
      considerProduction(state, world.production, at),
    ),
  );
}

/** A person says no: one is enough. */
export function rejectDeployment(command: Record<'RejectDeployment'>, deployment: Deployment, world: World): Decision {
  const { approval, principal, at } = command;
  if (deployment.phase !== 'awaiting-approval') {
    return refuse(
      'approval-not-pending',
      `Nothing to reject while ${deployment.phase}`,
      `To stop it: plimsoll abort or plimsoll rollback ${deployment.opening.id}`,
    );
  }
  if (
    approval.checkpoint !== 'production-promotion' ||
    approval.decision !== 'reject' ||
    approval.deploymentId !== deployment.opening.id ||
    approval.planDigest !== deployment.planDigest
  ) {
    return refuse(
      'approval-for-another-question',
      'The signature is no rejection of this plan',
      'Look at the plan and sign again',
    );
  }
  if (!approval.approver.startsWith('person:')) {
    return refuse('approval-not-by-a-person', `${approval.approver} is no person`, 'A person signs the rejection');
  }
  const problem = `${approval.approver} rejected it: ${approval.reason}`;
  return stop(deployment, world, { ending: 'rejected', problem, by: principal, at, approval });
}

/** A person answers for a rollback, with a root cause. The environment is free again. */
export function closeDeployment(command: Record<'CloseDeployment'>, deployment: Deployment, world: World): Decision {
  if (deployment.phase !== 'rolled-back') {
    return refuse(
      'nothing-to-close',
      `No rollback waits for an answer while ${deployment.phase}`,
      'Look at it: plimsoll status',
    );
  }
  const { approval, principal, at } = command;
  const problem = refuseToClose(deployment, approval, world, at);
  if (problem !== null) return problem;
  const rootCause = approval.reason.trim();
  const lifts = world.production.hold?.deployment === deployment.opening.id;
  return accept(
    [{ type: 'DeploymentClosed', rootCause, approval, at }],
    lifts
      ? { production: [{ type: 'EnvironmentHoldLifted', deployment: deployment.opening.id, by: principal, at }] }
      : {},
  );
}

function refuseToClose(
  deployment: RolledBack,
  approval: VerifiedApproval,
  world: World,
  at: Command['at'],
): Refusal | null {
  const remedy = `An approver runs: plimsoll decide ${deployment.opening.id} close --root-cause TEXT`;
  if (approval.checkpoint !== 'after-rollback' || approval.decision !== 'resolve') {
    return refuse('approval-for-another-question', 'The signature answers another question', remedy);
  }
  if (approval.deploymentId !== deployment.opening.id || approval.planDigest !== deployment.planDigest) {
    return refuse('approval-for-another-deployment', 'The signature names another deployment', remedy);
  }
  if (approval.kind === 'demo' && (!deployment.plan.demo || world.production.servedForReal)) {
    return refuse('demo-approver-refused', 'The demo approver answers only where `demo: true` always stood', remedy);
  }
  if (!approval.approver.startsWith('person:') || !mayAnswer(deployment.plan.policy.afterRollback, approval)) {
    return refuse('approver-not-named', `${approval.approver} may not answer for this rollback`, remedy);
  }
  if (at > approval.notAfter) return refuse('approval-expired', 'The signature has expired', remedy);
  return approval.reason.trim() === ''
    ? refuse('root-cause-missing', 'A rollback is closed with its root cause', remedy)
    : null;
}
