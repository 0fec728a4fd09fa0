import { alertSourceNames } from '../../core/alert/alert-sources.ts';
import type { RollbackCause } from '../../core/deployment/rollback-cause.ts';
import type { Deployment } from '../../core/deployment/state.ts';
import { between } from '../../core/kernel/instant.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type Block, foreign, type Line, list, section } from '../document/block.ts';
import { all, type Counted, counted, type DeploymentRecord, last } from '../record.ts';
import { saidBy } from '../said-by.ts';
import { shadowSection } from '../shadow/section.ts';
import { type ShadowRecord, trackRecords } from '../shadow/track-record.ts';
import { sourceTroubles } from '../sources.ts';
import { tenths } from '../wording.ts';
import { momentIn, zoneOf } from '../zone.ts';
import { alertBasis, monitoringAlerts } from './alerts.ts';

/** What a rollback cost, in milliseconds from its start. */
export interface RollbackFigures {
  readonly cause: RollbackCause;
  readonly trafficBack: number | null;
  readonly verified: number | null;
  readonly target: number;
  readonly rootCause: string | null;
}

/** What the record says of a deployment in production. */
export interface PostFacts {
  readonly unit: string;
  readonly version: string;
  readonly phase: string;
  readonly signal: string | null;
  /** The stable track while both served, and the candidate in the bake (or, rolled back, while it was judged). */
  readonly before: Counted;
  readonly after: Counted;
  readonly alerts: readonly Line[];
  /** Who was asked for alerts. */
  readonly alertBasis: string;
  readonly verdicts: readonly string[];
  readonly exposed: Counted;
  readonly approvers: readonly string[];
  readonly rollback: RollbackFigures | null;
  /** What metric sources kept from the judge. */
  readonly sources: readonly string[];
  /** The gates on trial with their track record, this deployment included. */
  readonly shadows: readonly ShadowRecord[];
}

/** Gathers what the record says of a deployment in production. */
export function postFacts(
  record: DeploymentRecord,
  plan: Plan,
  { phase, signal }: Deployment,
  isAfter: (at: number | 'bake') => boolean,
): PostFacts {
  const started = last(record, 'RollbackStarted');
  return {
    ...{ unit: plan.unit, version: plan.release.version, phase, signal },
    before: counted(record, 'stable', (at) => at !== 'bake'),
    after: counted(record, 'candidate', isAfter),
    alerts: alertsOf(record, alertSourceNames(plan.metrics)),
    alertBasis: alertBasis(record, alertSourceNames(plan.metrics)),
    verdicts: verdictsOf(record),
    exposed: counted(record, 'candidate'),
    approvers: all(record, 'ApprovalGranted').map(
      ({ approval }) => `${approval.approver} (${approval.kind}, ${approval.assurance})`,
    ),
    rollback: started === undefined ? null : rollbackFigures(record, started, plan.limits.targetTime),
    sources: sourceTroubles(record),
    shadows: shadowsOf(record),
  };
}

function alertsOf(record: DeploymentRecord, sources: readonly string[]): readonly Line[] {
  const moment = momentIn(zoneOf(record.events));
  return [
    ...all(record, 'HoldPlaced').map(({ hold, at }) => [
      `${moment(at)} hold (${hold.reason}): `,
      saidBy(hold.by, hold.note),
    ]),
    ...all(record, 'RollbackStarted').map(({ cause, at }) => [
      `${moment(at)} ${cause.kind}: `,
      saidBy(cause.by, cause.text),
    ]),
    ...monitoringAlerts(record, sources).map((one) => [foreign(one)]),
  ];
}

function verdictsOf(record: DeploymentRecord): readonly string[] {
  const moment = momentIn(zoneOf(record.events));
  return all(record, 'VerdictRecorded').map(({ verdict, at }) => {
    const telling = verdict.gates.find((gate) => gate.state === verdict.state) ?? verdict.gates[0];
    return `${moment(at)} ${verdict.state}/${verdict.reason}${telling === undefined ? '' : `: ${telling.text}`}`;
  });
}

/** Of the gates that this deployment has on trial: what they were in others is told with those. */
function shadowsOf({ events, past = [] }: DeploymentRecord): readonly ShadowRecord[] {
  const own = new Set(trackRecords([events]).map(({ gate }) => gate));
  return own.size === 0 ? [] : trackRecords([...past, events]).filter(({ gate }) => own.has(gate));
}

function rollbackFigures(
  record: DeploymentRecord,
  { cause, at }: { readonly cause: RollbackCause; readonly at: RollbackCause['at'] },
  target: number,
): RollbackFigures {
  const returned = last(record, 'TrafficReturned');
  const verified = last(record, 'StableVerified');
  return {
    cause,
    trafficBack: returned === undefined ? null : between(at, returned.at),
    verified: verified === undefined ? null : between(at, verified.at),
    target,
    rootCause: last(record, 'DeploymentClosed')?.rootCause ?? null,
  };
}

/** What we add to the seed's report. */
export const postSections = (facts: PostFacts): readonly Block[] => [
  ...rollbackSection(facts),
  ...shadowSection(facts.shadows),
  ...section('Basis', list(basisLines(facts))),
];

function rollbackSection({ rollback, exposed }: PostFacts): readonly Block[] {
  if (rollback === null) return [];
  const took = (value: number | null): string => (value === null ? 'not yet' : tenths(value));
  return section(
    'Rollback',
    list([
      [`Cause: ${rollback.cause.kind}: `, saidBy(rollback.cause.by, rollback.cause.text)],
      `Traffic back after ${took(rollback.trafficBack)}, stable verified after ${took(rollback.verified)} (target < ${tenths(rollback.target)})`,
      `Judged requests of the candidate: ${exposed.requests}, of which ${exposed.errors} failed`,
      ['Root cause: ', rollback.rootCause === null ? 'not recorded yet' : foreign(rollback.rootCause)],
    ]),
  );
}

const basisLines = (facts: PostFacts): readonly Line[] => [
  `${facts.unit} ${facts.version}, signal ${facts.signal ?? 'none'}`,
  `Before: ${facts.before.errors} of ${facts.before.requests} requests of the stable track failed while both served`,
  `After: ${facts.after.errors} of ${facts.after.requests} requests of the candidate failed`,
  `Approved by ${facts.approvers.join(', ') || 'nobody'}`,
  facts.alertBasis,
  ...facts.verdicts,
  ...facts.sources.map((trouble) => [foreign(trouble), " (the provider's, not the release's)"]),
];
