import type { DeploymentEvent } from '../core/deployment/event.ts';
import { fold } from '../core/deployment/evolve.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Track } from '../core/unit/environment.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';

/** Everything reports are made from: the deployment's events, and what was measured, in order. */
export interface DeploymentRecord {
  readonly events: readonly DeploymentEvent[];
  readonly measured: readonly JudgingRecord[];
  /** The events of earlier deployments of the unit to the same environment, oldest first: for what is told over several. */
  readonly past?: readonly (readonly DeploymentEvent[])[];
}

/** The one event of a type that came last; undefined when none did. */
export function last<T extends DeploymentEvent['type']>(
  record: DeploymentRecord,
  type: T,
): Extract<DeploymentEvent, { type: T }> | undefined {
  return record.events.findLast((event): event is Extract<DeploymentEvent, { type: T }> => event.type === type);
}

/** All events of a type, in order. */
export function all<T extends DeploymentEvent['type']>(
  record: DeploymentRecord,
  type: T,
): readonly Extract<DeploymentEvent, { type: T }>[] {
  return record.events.filter((event): event is Extract<DeploymentEvent, { type: T }> => event.type === type);
}

/** The deployment as its events leave it. */
export const stateOf = (record: DeploymentRecord): Deployment | null => fold(record.events);

/** Requests and errors of a track. */
export interface Counted {
  readonly requests: number;
  readonly errors: number;
}

/** What a track did while some stages were judged, summed from the measurement records. */
export function counted(
  record: DeploymentRecord,
  track: Track,
  isIn: (at: number | 'bake') => boolean = () => true,
): Counted {
  let at: number | 'bake' | null = null;
  const sum = { requests: 0, errors: 0 };
  for (const one of record.measured) {
    if (one.type === 'JudgingBegan') at = one.at;
    if (one.type !== 'BlockClosed' || at === null || !isIn(at)) continue;
    const said = one.block[track];
    if (said.kind !== 'counts') continue;
    sum.requests += said.requests;
    sum.errors += said.errors;
  }
  return sum;
}

/** The share of requests that failed; null without requests: nothing is known, and that is not zero. */
export const errorRate = ({ requests, errors }: Counted): number | null => (requests === 0 ? null : errors / requests);
