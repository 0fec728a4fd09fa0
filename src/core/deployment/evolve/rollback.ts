import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import { isHeldBy } from '../hold.ts';
import { isRestoration } from '../opening.ts';
import type { Closed, Deployment, RolledBack, RollingBack } from '../state.ts';

/** From the start of a rollback to its end. Undefined: the event does not belong here. */
export function evolveRollback(deployment: Deployment, event: DeploymentEvent): Deployment | undefined {
  switch (deployment.phase) {
    case 'rolling-back':
    case 'rollback-failed':
      return evolveRollingBack(deployment, event);
    case 'rolled-back':
      return evolveRolledBack(deployment, event);
    default:
      return undefined;
  }
}

function evolveRollingBack(deployment: RollingBack, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'TrafficReturned':
      return {
        ...deployment,
        phase: 'rolling-back',
        step: 'verify',
        traffic: event.traffic,
        trafficBackAt: deployment.trafficBackAt ?? event.at,
        attempt: { ...FIRST_ATTEMPT, n: deployment.failures + 1 },
      };
    case 'StableRestored':
      return { ...deployment, step: 'traffic', attempt: { ...FIRST_ATTEMPT, n: deployment.failures + 1 } };
    case 'StableVerified':
      return { ...deployment, phase: 'rolling-back', step: 'retire', verifiedAt: event.at, attempt: FIRST_ATTEMPT };
    case 'RollbackStepFailed':
      return afterFailure(deployment, event);
    case 'HealthChanged':
      return { ...deployment, health: event.health };
    case 'HoldPlaced':
      return isHeldBy(deployment.holds, event.hold.reason)
        ? deployment
        : { ...deployment, holds: [...deployment.holds, event.hold] };
    case 'RolledBack':
      return rolledBack(deployment, event);
    default:
      return undefined;
  }
}

// Three tries the straight way; then stable is brought up again first; past six a person is called, and it goes on trying.
function afterFailure(
  deployment: RollingBack,
  event: Extract<DeploymentEvent, { type: 'RollbackStepFailed' }>,
): RollingBack {
  const { failures } = event;
  const turns = failures >= 3 && failures % 2 === 1 && deployment.rollbackRelease !== null;
  // Where stable is not up at all, there is nothing to send the traffic to before it is.
  const isDown = deployment.plan.strategy.replacing !== undefined || isRestoration(deployment.opening);
  const walksOn = failures < 3 && isDown && deployment.step === 'restore';
  const isBack = deployment.step === 'retire';
  const isRestored = deployment.step === 'restore' && !walksOn;
  const step = isBack ? 'retire' : turns || walksOn ? 'restore' : isRestored ? 'traffic' : deployment.step;
  return {
    ...deployment,
    phase: failures >= 6 ? 'rollback-failed' : deployment.phase,
    step,
    failures,
    attempt: { n: failures + 1, notBefore: event.retryAt, lastProblem: event.problem },
  };
}

function rolledBack(deployment: RollingBack, event: Extract<DeploymentEvent, { type: 'RolledBack' }>): RolledBack {
  const { opening, calendar, calendarReadAt, returns, signal, release, plan, planDigest, rollbackRelease } = deployment;
  const { evidence, certificate, approvals, promotedAt, startedAt } = deployment;
  return {
    phase: 'rolled-back',
    ...{
      opening,
      calendar,
      calendarReadAt,
      calendarDue: false,
      returns,
      signal,
      release,
      plan,
      planDigest,
      rollbackRelease,
    },
    ...{ evidence, certificate, approvals, promotedAt, startedAt },
    cause: event.cause,
    trafficBackAt: event.trafficBackAt,
    verifiedAt: event.verifiedAt,
    rolledBackAt: event.at,
    remindAt: event.remindAt,
  };
}

function evolveRolledBack(deployment: RolledBack, event: DeploymentEvent): Deployment | undefined {
  if (event.type === 'ReminderDue') return { ...deployment, remindAt: event.remindAt };
  if (event.type !== 'DeploymentClosed') return undefined;
  const closed: Closed = {
    ...deployment,
    phase: 'closed',
    rootCause: event.rootCause,
    closedBy: event.approval.approver,
    endedAt: event.at,
  };
  return closed;
}
