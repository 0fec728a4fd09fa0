import { FIRST_ATTEMPT } from '../attempt.ts';
import type { DeploymentEvent } from '../event.ts';
import type { AwaitingApproval, Deployment, QueuedForProduction, Stopped } from '../state.ts';

/** A deployment that ended before it touched production. */
export function stopped(
  deployment: Deployment,
  event: Extract<DeploymentEvent, { type: 'DeploymentStopped' }>,
): Stopped {
  const { opening, calendar, calendarReadAt, returns } = deployment;
  return {
    ...shownBy(event.entry === undefined ? deployment : event),
    phase: event.ending,
    opening,
    calendar,
    calendarReadAt,
    calendarDue: false,
    returns,
    signal: event.ending === 'staging-failed' ? 'STAGING_FAILED' : deployment.signal,
    problem: event.problem,
    ...(event.refused === undefined ? {} : { refused: event.refused }),
    endedAt: event.at,
    release: 'release' in deployment ? deployment.release : null,
    planDigest: 'planDigest' in deployment ? deployment.planDigest : null,
  };
}

/** A deployment that is packaged anew, for what serves changed while it waited. */
export function returned(deployment: AwaitingApproval | QueuedForProduction): Deployment {
  const { opening, calendar, calendarReadAt, calendarDue, release, returns } = deployment;
  return {
    ...shownBy(deployment),
    phase: 'packaging',
    opening,
    calendar,
    calendarReadAt,
    calendarDue,
    signal: null,
    returns: returns + 1,
    release,
    attempt: FIRST_ATTEMPT,
  };
}

/** What goes along from phase to phase: the proof of where the release comes from. */
export const shownBy = ({ entry, provenance }: Pick<Deployment, 'entry' | 'provenance'>) => ({
  ...(entry === undefined ? {} : { entry }),
  ...(provenance === undefined ? {} : { provenance }),
});
