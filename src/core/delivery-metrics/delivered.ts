import type { DeploymentEvent } from '../deployment/event.ts';
import { shareOf } from '../deployment/traffic.ts';
import type { Instant } from '../kernel/instant.ts';

/** What delivery is measured by of one deployment. Null: that did not happen. */
export interface Delivered {
  readonly unit: string;
  readonly environment: string;
  readonly openedAt: Instant;
  /** When the first of its users' requests went to it: from here on it can fail a change. */
  readonly reachedAt: Instant | null;
  /** When all of them did. */
  readonly deployedAt: Instant | null;
  /** When it began to be taken back, or to bring an earlier release back. */
  readonly failedAt: Instant | null;
  /** When what served before served again, and was looked at. */
  readonly recoveredAt: Instant | null;
  /** It brought an earlier release back after the end of another deployment. */
  readonly isRestoration: boolean;
  /** An approver sent it into a production that was red, to mend it. */
  readonly isFixForward: boolean;
  /** It ended before it reached anybody. */
  readonly isStopped: boolean;
}

/** What delivery is measured by of a deployment, from its events; null where there are none. */
export function deliveredOf(events: readonly DeploymentEvent[]): Delivered | null {
  const [begun] = events;
  if (begun?.type !== 'DeploymentOpened' && begun?.type !== 'RestorationOpened') return null;
  const { spec, environment, openedAt } = begun.opening;
  const isRestoration = begun.type === 'RestorationOpened';
  return {
    ...{ unit: spec.name, environment, openedAt, isRestoration },
    reachedAt: atFirst(events, reaches),
    deployedAt: atFirst(events, ({ type }) => type === 'ProductionDeployed'),
    failedAt: isRestoration ? begun.at : atFirst(events, ({ type }) => type === 'RollbackStarted'),
    recoveredAt: atFirst(events, ({ type }) => type === 'StableVerified'),
    isFixForward: events.some(({ type }) => type === 'FixForwardGranted'),
    isStopped: events.some(({ type }) => type === 'DeploymentStopped'),
  };
}

/** A strategy may start with traffic at once, or prepare first and shift later. */
function reaches(event: DeploymentEvent): boolean {
  if (event.type === 'TrafficShifted' || event.type === 'StableReduced') return shareOf(event.traffic) > 0;
  return event.type === 'ProductionDeployed';
}

const atFirst = (events: readonly DeploymentEvent[], isMeant: (event: DeploymentEvent) => boolean): Instant | null =>
  events.find(isMeant)?.at ?? null;
