import type { DeploymentEvent } from '../../core/deployment/event.ts';
import { type ShadowOutcome, type ShadowSaid, shadowOutcomes } from './outcomes.ts';

/** What really became of a deployment. */
export type Happened = 'completed' | 'taken-back' | 'under-way';

/** How a gate on trial did over the deployments that had it. */
export interface ShadowRecord {
  readonly gate: string;
  readonly deployments: number;
  /** What it would have come to, in so many of them. */
  readonly would: Readonly<Record<ShadowOutcome, number>>;
  /** It would have taken back what is serving well; it would have let through what had to be taken back. */
  readonly falseAlarms: number;
  readonly missed: number;
  readonly newest: readonly ShadowCase[];
}

/** One deployment beside what a gate on trial said of it. */
export interface ShadowCase {
  readonly deployment: string;
  readonly version: string;
  readonly outcome: ShadowOutcome;
  readonly happened: Happened;
  readonly text: string;
}

/** So many of the newest cases are listed one by one. */
const LISTED = 10;

/** The track record of each gate on trial, over the events of deployments in the order in which they were opened. */
export function trackRecords(deployments: readonly (readonly DeploymentEvent[])[]): readonly ShadowRecord[] {
  const cases = new Map<string, ShadowCase[]>();
  for (const events of deployments) {
    for (const said of shadowOutcomes(events)) {
      cases.set(said.gate, [...(cases.get(said.gate) ?? []), caseOf(events, said)]);
    }
  }
  return [...cases].map(([gate, all]) => recordOf(gate, all));
}

function recordOf(gate: string, all: readonly ShadowCase[]): ShadowRecord {
  const count = (is: (one: ShadowCase) => boolean): number => all.filter(is).length;
  const would = (outcome: ShadowOutcome): number => count((one) => one.outcome === outcome);
  return {
    gate,
    deployments: all.length,
    would: {
      passed: would('passed'),
      failed: would('failed'),
      ambiguous: would('ambiguous'),
      undecided: would('undecided'),
    },
    falseAlarms: count(({ outcome, happened }) => outcome === 'failed' && happened === 'completed'),
    missed: count(({ outcome, happened }) => outcome === 'passed' && happened === 'taken-back'),
    newest: all.slice(-LISTED).toReversed(),
  };
}

function caseOf(events: readonly DeploymentEvent[], { outcome, text }: ShadowSaid): ShadowCase {
  const opened = events.find((event) => event.type === 'DeploymentOpened');
  const deployment = opened?.opening.id ?? '';
  const version = opened?.opening.intent.version ?? '';
  return { deployment, version, outcome, happened: happenedIn(events), text };
}

function happenedIn(events: readonly DeploymentEvent[]): Happened {
  if (events.some(({ type }) => type === 'RollbackStarted')) return 'taken-back';
  return events.some(({ type }) => type === 'DeploymentCompleted') ? 'completed' : 'under-way';
}
