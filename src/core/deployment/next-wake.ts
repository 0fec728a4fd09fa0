import { milliseconds } from '../kernel/duration.ts';
import { earliest, type Instant, later } from '../kernel/instant.ts';
import { nextBoundary } from '../window/active.ts';
import { GUARD_RETRY } from './decide/production.ts';
import { calendarDueAt } from './decide/tick.ts';
import type { Baking, Deployment, QueuedForProduction, RollingOut } from './state.ts';

/**
 * When a Tick is due next, seen from a moment; null when only an answer from outside can move the deployment. Derived
 * from state, so that a restart arms the same alarms again.
 */
export function nextWakeAt(deployment: Deployment, now: Instant): Instant | null {
  return earliest([calendarDueAt(deployment), phaseWake(deployment, now)]);
}

function phaseWake(deployment: Deployment, now: Instant): Instant | null {
  switch (deployment.phase) {
    case 'awaiting-approval':
      return earliest([
        deployment.deadline,
        justAfter(later(deployment.certificate.at, deployment.plan.limits.evidenceMaxAge)),
      ]);
    case 'queued':
      return deployment.for === 'production' ? promotionWake(deployment, now) : null;
    case 'rolling-out':
    case 'baking':
      return productionWake(deployment, now);
    case 'rolled-back':
      return deployment.remindAt;
    default:
      return null;
  }
}

const justAfter = (at: Instant): Instant => later(at, milliseconds(1));

const expiries = (deployment: QueuedForProduction | RollingOut | Baking): readonly Instant[] =>
  deployment.approvals.map((approval) => justAfter(approval.notAfter));

function promotionWake(deployment: QueuedForProduction, now: Instant): Instant | null {
  const { evidenceMaxAge } = deployment.plan.limits;
  return earliest([
    nextBoundary(deployment.calendar, now),
    justAfter(later(deployment.evidence.at, evidenceMaxAge)),
    justAfter(later(deployment.certificate.at, evidenceMaxAge)),
    ...expiries(deployment),
  ]);
}

function productionWake(deployment: RollingOut | Baking, now: Instant): Instant | null {
  const { plan, stage, health, work, holds, checkpoint, calendar } = deployment;
  const stageLength = plan.strategy.stages[stage.index]?.duration;
  const timedFrom = deployment.phase === 'baking' ? deployment.bakingSince : stage.since;
  const length = deployment.phase === 'baking' ? plan.bake.duration : stageLength;
  const guard = holds.find((hold) => hold.reason === 'guard');
  const expired = holds.find((hold) => hold.reason === 'approval-expired');
  const timeoutLeft = milliseconds(plan.limits.deploymentTimeout - work.accrued);
  const due = [
    timedFrom === null || length === null || length === undefined ? null : later(timedFrom, length),
    health.badSince === null ? null : later(health.badSince, plan.limits.healthTimeout),
    work.since === null ? null : later(work.since, timeoutLeft),
    checkpoint?.deadline,
    guard === undefined ? null : later(guard.since, GUARD_RETRY),
    expired === undefined ? null : later(expired.since, plan.policy.productionPromotion.deadline),
    nextBoundary(calendar, now),
    calendar.knownUntil,
    ...expiries(deployment),
  ];
  return earliest(due.filter((at) => at !== null && at !== undefined && at > now));
}
