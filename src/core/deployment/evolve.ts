import { InvariantViolation } from '../kernel/invariant.ts';
import { FIRST_ATTEMPT } from './attempt.ts';
import type { DeploymentEvent } from './event.ts';
import { evolvePreparation } from './evolve/preparation.ts';
import { evolveProduction } from './evolve/production.ts';
import { restorationOpened } from './evolve/restoration.ts';
import { evolveRollback } from './evolve/rollback.ts';
import type { Deployment } from './state.ts';

/** The deployment after one more event. Folding the same events always gives the same state. */
export function evolve(deployment: Deployment | null, event: DeploymentEvent): Deployment {
  if (event.type === 'DeploymentOpened') {
    return {
      phase: 'packaging',
      opening: event.opening,
      calendar: event.calendar,
      calendarReadAt: event.at,
      calendarDue: false,
      signal: null,
      returns: 0,
      release: null,
      attempt: FIRST_ATTEMPT,
    };
  }
  if (event.type === 'RestorationOpened') return restorationOpened(event);
  if (deployment === null) throw new InvariantViolation(`${event.type} before DeploymentOpened`);
  if (event.type === 'CalendarRunsOut') return { ...deployment, calendarDue: true };
  if (event.type === 'CalendarRead') {
    return { ...deployment, calendarDue: false, calendar: event.calendar, calendarReadAt: event.at };
  }
  const next =
    evolvePreparation(deployment, event) ?? evolveProduction(deployment, event) ?? evolveRollback(deployment, event);
  if (next === undefined) throw new InvariantViolation(`${event.type} cannot happen while ${deployment.phase}`);
  return next;
}

/** The deployment after all of its events; null when there are none. */
export const fold = (events: Iterable<DeploymentEvent>): Deployment | null => {
  let deployment: Deployment | null = null;
  for (const event of events) deployment = evolve(deployment, event);
  return deployment;
};
