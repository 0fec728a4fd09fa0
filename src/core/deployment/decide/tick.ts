import { isPlannedStable } from '../../guard/holder.ts';
import { hours, minutes } from '../../kernel/duration.ts';
import { between, type Instant, later } from '../../kernel/instant.ts';
import { isCalendarOutdated } from '../../plan/policy/windows-in-force.ts';
import { ENGINE } from '../../principal/principal.ts';
import type { Command } from '../command.ts';
import type { Decision } from '../decision.ts';
import { type Accepted, accept, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import { evolve } from '../evolve.ts';
import { type AwaitingApproval, type Deployment, isTerminal } from '../state.ts';
import { releases, stop } from './ending.ts';
import { considerStaging } from './packaging.ts';
import { considerProduction } from './production.ts';
import { considerPromotion } from './promotion.ts';
import { REMIND_EVERY } from './rollback.ts';

/** How long before its end the calendar is read again. */
export const CALENDAR_LEAD = hours(6);

/** How long to wait before a calendar that still ends too soon is read again. */
export const CALENDAR_RETRY = minutes(1);

/** Time has passed, or a slot has changed: whatever is due by itself happens now. */
export function tick(deployment: Deployment, world: World, at: Instant): Decision {
  const decision = phaseTick(deployment, world, at);
  if (decision.kind === 'refusal' || !isCalendarDue(deployment, world.production, at) || endsNow(decision))
    return decision;
  return { ...decision, deployment: [{ type: 'CalendarRunsOut', at }, ...decision.deployment] };
}

/** When the calendar must be read again; null where there are no windows at all. */
export const calendarDueAt = (deployment: Deployment): Instant | null =>
  isTerminal(deployment.phase) || deployment.calendarDue || deployment.opening.spec.windows.sources.length === 0
    ? null
    : latest(
        deployment.calendar.refreshAt ?? later(deployment.calendar.knownUntil, -CALENDAR_LEAD as typeof CALENDAR_LEAD),
        later(deployment.calendarReadAt, CALENDAR_RETRY),
      );

const latest = (one: Instant, other: Instant): Instant => (one > other ? one : other);

/** The calendar is known further. What waited for it goes on in the same moment. */
export function recordCalendar(
  command: Extract<Command, { type: 'RecordCalendar' }>,
  deployment: Deployment,
  world: World,
): Decision {
  const read: DeploymentEvent = { type: 'CalendarRead', calendar: command.calendar, at: command.at };
  const after = evolve(deployment, read);
  const decision = phaseTick(after, world, command.at);
  return decision.kind === 'refusal' ? decision : { ...decision, deployment: [read, ...decision.deployment] };
}

function isCalendarDue(deployment: Deployment, production: World['production'], at: Instant): boolean {
  if (isTerminal(deployment.phase) || deployment.calendarDue) return false;
  if (isCalendarOutdated(deployment, production)) return true;
  const due = calendarDueAt(deployment);
  return due !== null && at >= due;
}

const endsNow = (decision: Accepted): boolean =>
  decision.deployment.some((event) => event.type === 'DeploymentStopped');

function phaseTick(deployment: Deployment, world: World, at: Instant): Decision {
  switch (deployment.phase) {
    case 'queued':
      return deployment.for === 'staging'
        ? considerStaging(deployment, world, at)
        : considerPromotion(deployment, world, at);
    case 'awaiting-approval':
      return tickAwaiting(deployment, world, at);
    case 'rolling-out':
    case 'baking':
      return accept(considerProduction(deployment, world.production, at));
    case 'rolled-back':
      return at >= deployment.remindAt
        ? accept([{ type: 'ReminderDue', remindAt: later(at, REMIND_EVERY), at }])
        : accept([]);
    default:
      return accept([]);
  }
}

function tickAwaiting(deployment: AwaitingApproval, world: World, at: Instant): Decision {
  if (at >= deployment.deadline) {
    const problem = 'Nobody approved it before the deadline';
    return stop(deployment, world, { ending: 'expired', problem, by: ENGINE, at });
  }
  const why = outdated(deployment, world, at);
  if (why === null) return accept([]);
  const back: DeploymentEvent = { type: 'DeploymentReturned', why, at };
  return accept([back], releases(deployment, world, at));
}

function outdated(deployment: AwaitingApproval, world: World, at: Instant): string | null {
  if (!isPlannedStable(deployment.plan, world.production)) return 'what serves production changed while it waited';
  return between(deployment.certificate.at, at) > deployment.plan.limits.evidenceMaxAge
    ? 'the rehearsal grew older than evidence_max_age'
    : null;
}
