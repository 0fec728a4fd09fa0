import { GUARD_RETRY } from '../../src/core/deployment/decide/production.ts';
import { CALENDAR_LEAD, CALENDAR_RETRY } from '../../src/core/deployment/decide/tick.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import { NEVER } from './world.ts';

/** Further away than this is never: no path of a run gets there. */
export const FAR = NEVER / 2;

/**
 * Every moment from which a rule answers differently, in a fixed order per phase; null where it does not apply. Time moves
 * from one of these to the next, and the normal form keeps how far away they are.
 */
export function dues(deployment: Deployment): readonly (number | null)[] {
  const { calendar, calendarReadAt, calendarDue } = deployment;
  const isOver = 'endedAt' in deployment;
  const isCalendarWatched = !isOver && !calendarDue && deployment.opening.spec.windows.sources.length > 0;
  const calendarAt = Math.max(calendar.knownUntil - CALENDAR_LEAD, calendarReadAt + CALENDAR_RETRY);
  return [isCalendarWatched ? calendarAt : null, ...phaseDues(deployment)];
}

function phaseDues(deployment: Deployment): readonly (number | null)[] {
  switch (deployment.phase) {
    case 'awaiting-approval':
      return [...evidenceDues(deployment), deployment.deadline];
    case 'queued':
      return deployment.for === 'production' ? evidenceDues(deployment) : [];
    case 'rolling-out':
    case 'baking':
      return [...evidenceDues(deployment), ...liveDues(deployment)];
    case 'rolled-back':
      return [deployment.remindAt];
    default:
      return [];
  }
}

type WithEvidence = Extract<
  Deployment,
  { phase: 'awaiting-approval' | 'rolling-out' | 'baking' } | { for: 'production' }
>;

const evidenceDues = ({ evidence, certificate, plan, approvals }: WithEvidence): readonly number[] => [
  evidence.at + plan.limits.evidenceMaxAge + 1,
  certificate.at + plan.limits.evidenceMaxAge + 1,
  ...approvals.map((approval) => approval.notAfter + 1),
];

function liveDues(deployment: Extract<Deployment, { phase: 'rolling-out' | 'baking' }>): readonly (number | null)[] {
  const { plan, stage, health, holds, checkpoint } = deployment;
  const since = deployment.phase === 'baking' ? deployment.bakingSince : stage.since;
  const length =
    deployment.phase === 'baking' ? plan.bake.duration : (plan.strategy.stages[stage.index]?.duration ?? 0);
  const guard = holds.find((hold) => hold.reason === 'guard');
  const expired = holds.find((hold) => hold.reason === 'approval-expired');
  return [
    since === null ? null : since + length,
    health.badSince === null ? null : health.badSince + plan.limits.healthTimeout,
    checkpoint === null ? null : checkpoint.deadline,
    guard === undefined ? null : guard.since + GUARD_RETRY,
    expired === undefined ? null : expired.since + plan.policy.productionPromotion.deadline,
  ];
}
