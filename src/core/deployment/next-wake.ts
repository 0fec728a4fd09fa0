import { refuseWithoutApproval } from '../guard/approval.ts';
import { milliseconds } from '../kernel/duration.ts';
import { earliest, type Instant, later } from '../kernel/instant.ts';
import { nextBoundary, unknownFrom, windowAt } from '../window/active.ts';
import { endsByGlass, GUARD_RETRY } from './decide/production.ts';
import { calendarDueAt } from './decide/tick.ts';
import { isHeldBy } from './hold.ts';
import type { Baking, Deployment, QueuedForProduction, RollingOut } from './state.ts';

/**
 * When a Tick is due next, seen from a moment; null when only an answer from outside can move the deployment. Derived
 * from state, so that a restart arms the same alarms again. What fell due while nobody looked is due now, not forgotten.
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

type Approved = QueuedForProduction | RollingOut | Baking;

/** When the approvals stop being enough: the next expiry, or now when they already are not. */
function approvalsWake(deployment: Approved, now: Instant): Instant | null {
  const { opening, plan, planDigest, approvals } = deployment;
  const subject = { deploymentId: opening.id, plan, planDigest, servedForReal: false };
  if (refuseWithoutApproval(subject, approvals, now) !== null) return now;
  return earliest(approvals.map((approval) => justAfter(approval.notAfter)).filter((at) => at > now));
}

/** When the calendar changes its answer: now when it is not the one acted on, else at the next boundary or the horizon. */
function windowWake(deployment: Approved, now: Instant, isActedOnAsActive: boolean): Instant | null {
  const { calendar } = deployment;
  if ((windowAt(calendar, now) !== null) !== isActedOnAsActive) return now;
  const end = unknownFrom(calendar);
  return earliest([nextBoundary(calendar, now), end > now ? end : null]);
}

function promotionWake(deployment: QueuedForProduction, now: Instant): Instant | null {
  const { evidenceMaxAge } = deployment.plan.limits;
  return earliest([
    deployment.waitsFor === 'slot' ? null : windowWake(deployment, now, deployment.waitsFor === 'window'),
    justAfter(later(deployment.evidence.at, evidenceMaxAge)),
    justAfter(later(deployment.certificate.at, evidenceMaxAge)),
    approvalsWake(deployment, now),
  ]);
}

// A hold stops the count, but does not take back that it had run out when the hold was placed.
function timeoutWake({ plan, work }: RollingOut | Baking, now: Instant): Instant | null {
  const left = milliseconds(plan.limits.deploymentTimeout - work.accrued);
  if (work.since !== null) return later(work.since, left);
  return left <= 0 ? now : null;
}

/** When broken glass begins to count; once it does, now where it ends the stage, and never where something else is waited for. */
function glassWake(deployment: RollingOut | Baking, now: Instant): Instant | null {
  const { glass } = deployment.stage;
  if (glass === undefined || glass.effectiveAt > now) return glass?.effectiveAt ?? null;
  return endsByGlass(deployment, now) ? now : null;
}

// The end of a stage is no alarm: only a verdict said then or later moves it on, and the watch brings that by itself.
function productionWake(deployment: RollingOut | Baking, now: Instant): Instant | null {
  const { plan, health, holds, checkpoint } = deployment;
  const guard = holds.find((hold) => hold.reason === 'guard');
  const expired = holds.find((hold) => hold.reason === 'approval-expired');
  return earliest([
    health.badSince === null ? null : later(health.badSince, plan.limits.healthTimeout),
    timeoutWake(deployment, now),
    checkpoint?.deadline,
    guard === undefined ? null : later(guard.since, GUARD_RETRY),
    expired === undefined
      ? approvalsWake(deployment, now)
      : later(expired.since, plan.policy.productionPromotion.deadline),
    glassWake(deployment, now),
    windowWake(deployment, now, isHeldBy(holds, 'window')),
  ]);
}
