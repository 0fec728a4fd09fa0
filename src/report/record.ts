import type { DeploymentEvent } from '../core/deployment/event.ts';
import { fold } from '../core/deployment/evolve.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { SaidStatement } from '../core/statement/said.ts';
import type { Track } from '../core/unit/environment.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';

/** What is known of the things that are handed over, worked out by whoever can hash them. */
export interface HandedOver {
  /** The last entry of the deployment in the journal: its hash holds for all before it. */
  readonly newest: { readonly seq: number; readonly hash: string };
  /** The digest of each report's Markdown, by kind; absent for one that there is nothing for yet. */
  readonly reports: Readonly<Record<string, string>>;
}

/** Everything reports are made from: the deployment's events, and what was measured, in order. */
export interface DeploymentRecord {
  readonly events: readonly DeploymentEvent[];
  readonly measured: readonly JudgingRecord[];
  /** What was said beside it, in order: shown as the words of whoever said it. */
  readonly statements?: readonly SaidStatement[];
  /** When each measurement was recorded, in their order; without it there are no charts. */
  readonly measuredAt?: readonly Instant[];
  /** The digests of what is handed over: for the page that lists it. */
  readonly handedOver?: HandedOver;
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
