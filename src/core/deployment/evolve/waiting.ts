import { milliseconds } from '../../kernel/duration.ts';
import { firstStep } from '../../strategy/steps.ts';
import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import {
  type AwaitingApproval,
  type Deployment,
  ENVIRONMENT_RED,
  type Finding,
  type QueuedForProduction,
} from '../state.ts';
import { nextAttempt } from './next-attempt.ts';
import { returned, stopped } from './stopped.ts';

/** While people are asked for production. */
export function evolveAwaiting(deployment: AwaitingApproval, event: DeploymentEvent): Deployment | undefined {
  switch (event.type) {
    case 'ApprovalRequested':
      return { ...deployment, askedAt: event.at, deadline: event.deadline };
    case 'ApprovalGranted':
      return { ...deployment, approvals: [...deployment.approvals, event.approval] };
    case 'ApprovalsVoided':
      return { ...deployment, approvals: [], deadline: event.deadline };
    case 'PromotionApproved': {
      const { askedAt: _, deadline: __, ...approved } = deployment;
      return {
        ...approved,
        phase: 'queued',
        for: 'production',
        waitsFor: 'slot',
        preflight: [],
        redSince: null,
        fixForward: null,
      };
    }
    case 'DeploymentReturned':
      return returned(deployment);
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

/** Approved: from the wait for the slot, an open window and the look before the promotion to the promotion itself. */
export function evolveQueuedForProduction(
  deployment: QueuedForProduction,
  event: DeploymentEvent,
): Deployment | undefined {
  switch (event.type) {
    case 'PromotionWaits':
      return { ...deployment, waitsFor: event.for };
    case 'PreflightDue':
      // Numbered on, so that the answer to a look from before the wait is not taken for an answer to this one.
      return { ...deployment, waitsFor: 'preflight', attempt: { ...FIRST_ATTEMPT, n: deployment.attempt.n + 1 } };
    case 'PreflightFailed': {
      const problem = event.findings
        .filter((finding) => !finding.ok)
        .map((finding) => finding.detail)
        .join('; ');
      const attempt = { n: deployment.attempt.n + 1, notBefore: event.retryAt, lastProblem: problem };
      const isRed = isEnvironmentRed(event.findings);
      const redSince = isRed ? (deployment.redSince ?? event.at) : null;
      // What was signed was signed for that trouble: once it is over, the next one is another.
      const fixForward = isRed ? deployment.fixForward : null;
      return { ...deployment, preflight: event.findings, redSince, fixForward, attempt };
    }
    case 'FixForwardGranted':
      return { ...deployment, fixForward: event.approval };
    case 'EffectFailed':
      return { ...deployment, attempt: nextAttempt(deployment.attempt, event) };
    case 'ApprovalsVoided': {
      const { for: _, waitsFor: __, preflight: ___, redSince: ____, fixForward: _____, ...approved } = deployment;
      return { ...approved, phase: 'awaiting-approval', approvals: [], askedAt: event.at, deadline: event.deadline };
    }
    case 'DeploymentReturned':
      return returned(deployment);
    case 'PromotionStarted': {
      const { for: _, waitsFor: __, preflight: ___, redSince: ____, fixForward: _____, ...approved } = deployment;
      return {
        ...approved,
        phase: 'rolling-out',
        step: firstStep(deployment.plan.strategy, 0),
        promotedAt: event.at,
        traffic: event.traffic,
        holds: [],
        stage: { index: 0, since: null, extensions: 0, verdict: null },
        health: event.health,
        work: { accrued: milliseconds(0), since: event.at },
        checkpoint: null,
        attempt: FIRST_ATTEMPT,
      };
    }
    case 'DeploymentStopped':
      return stopped(deployment, event);
    default:
      return undefined;
  }
}

/** Whether a look before the promotion found what serves outside its own gates. */
const isEnvironmentRed = (findings: readonly Finding[]): boolean =>
  findings.some(({ name, ok }) => name === ENVIRONMENT_RED && !ok);
