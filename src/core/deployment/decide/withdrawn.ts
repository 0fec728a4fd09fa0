import { type Instant, later } from '../../kernel/instant.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import { isHeldBy } from '../hold.ts';
import type { Deployment } from '../state.ts';
import { releases } from './ending.ts';

/**
 * Keys count no longer. What was approved with one of them and has not started a promotion yet is void, and asked for again;
 * what is under way was approved while the key was good.
 */
export function recordKeysWithdrawn(
  { keys, why, at }: Extract<Command, { type: 'RecordKeysWithdrawn' }>,
  deployment: Deployment,
  world: World,
): Decision {
  if (!unspentKeys(deployment).some((key) => keys.includes(key))) return accept([]);
  const isQueued = deployment.phase === 'queued';
  return accept(
    [{ type: 'ApprovalsVoided', why, deadline: deadlineOf(deployment, at), at }],
    isQueued ? releases(deployment, world, at) : {},
  );
}

/** The keys behind approvals that were given and not used yet. */
export function unspentKeys(deployment: Deployment): readonly string[] {
  switch (deployment.phase) {
    case 'awaiting-approval':
      return deployment.approvals.map((one) => one.credentialId);
    case 'queued': {
      if (deployment.for !== 'production') return [];
      const { approvals, fixForward } = deployment;
      return [...approvals, ...(fixForward === null ? [] : [fixForward])].map((one) => one.credentialId);
    }
    case 'rolling-out':
    case 'baking':
      // Approvals ran out, and the first of several new ones is in: it has not lifted the hold yet.
      return isHeldBy(deployment.holds, 'approval-expired') ? deployment.approvals.map((one) => one.credentialId) : [];
    default:
      return [];
  }
}

/** When the question closes: as before while it is open, and after its usual time where it is opened again. */
function deadlineOf(deployment: Deployment, at: Instant): Instant {
  if (deployment.phase === 'awaiting-approval') return deployment.deadline;
  return 'plan' in deployment ? later(at, deployment.plan.policy.productionPromotion.deadline) : at;
}
