import type { RollbackCause } from '../core/deployment/rollback-cause.ts';
import type { Signal } from '../core/deployment/state.ts';
import { between } from '../core/kernel/instant.ts';
import { all, type Counted, counted, type DeploymentRecord, errorRate, last, stateOf } from './record.ts';
import { shadowPart } from './shadow/markdown.ts';
import { type ShadowRecord, trackRecords } from './shadow/track-record.ts';
import { sourceTroubles } from './sources.ts';
import { change, moment, percent, spoken, tenths } from './wording.ts';

/** What a rollback cost, in milliseconds from its start. */
export interface RollbackFigures {
  readonly cause: RollbackCause;
  readonly trafficBack: number | null;
  readonly verified: number | null;
  readonly target: number;
  readonly rootCause: string | null;
}

/** The post-deployment report as a value. */
export interface PostReport {
  readonly schema: 'plimsoll.report/1';
  readonly kind: 'post';
  readonly unit: string;
  readonly version: string;
  readonly phase: string;
  readonly signal: Signal | null;
  readonly bake: string;
  /** The stable track while both served, and the candidate in the bake (or, rolled back, while it was judged). */
  readonly before: Counted;
  readonly after: Counted;
  readonly alerts: readonly string[];
  readonly verdicts: readonly string[];
  readonly exposed: Counted;
  readonly approvers: readonly string[];
  readonly rollback: RollbackFigures | null;
  /** What metric sources kept from the judge; absent where all delivered. */
  readonly sources?: readonly string[];
  /** The gates on trial with their track record, this deployment included; absent where it has none. */
  readonly shadows?: readonly ShadowRecord[];
}

/** The report on how production took it; null before the promotion. */
export function postReport(record: DeploymentRecord): PostReport | null {
  const deployment = stateOf(record);
  const sealed = last(record, 'PlanSealed');
  if (deployment === null || sealed === undefined || last(record, 'PromotionStarted') === undefined) return null;
  const isBaked = last(record, 'ProductionDeployed') !== undefined;
  const started = last(record, 'RollbackStarted');
  const sources = sourceTroubles(record);
  const shadows = shadowsOf(record);
  return {
    schema: 'plimsoll.report/1',
    kind: 'post',
    unit: sealed.plan.unit,
    version: sealed.plan.release.version,
    phase: deployment.phase,
    signal: deployment.signal,
    bake: spoken(sealed.plan.bake.duration),
    before: counted(record, 'stable', (at) => at !== 'bake'),
    after: counted(record, 'candidate', (at) => (isBaked ? at === 'bake' : at !== 'bake')),
    alerts: alertsOf(record),
    verdicts: verdictsOf(record),
    exposed: counted(record, 'candidate'),
    approvers: all(record, 'ApprovalGranted').map(
      ({ approval }) => `${approval.approver} (${approval.kind}, ${approval.assurance})`,
    ),
    rollback: started === undefined ? null : rollbackFigures(record, started, sealed.plan.limits.targetTime),
    ...(sources.length === 0 ? {} : { sources }),
    ...(shadows.length === 0 ? {} : { shadows }),
  };
}

const alertsOf = (record: DeploymentRecord): readonly string[] => [
  ...all(record, 'HoldPlaced').map(({ hold, at }) => `${moment(at)} hold (${hold.reason}): ${hold.note}`),
  ...all(record, 'RollbackStarted').map(({ cause, at }) => `${moment(at)} ${cause.kind}: ${cause.text}`),
];

const verdictsOf = (record: DeploymentRecord): readonly string[] =>
  all(record, 'VerdictRecorded').map(({ verdict, at }) => {
    const telling = verdict.gates.find((gate) => gate.state === verdict.state) ?? verdict.gates[0];
    return `${moment(at)} ${verdict.state}/${verdict.reason}${telling === undefined ? '' : `: ${telling.text}`}`;
  });

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

/** The seed's report first, in its order; what we add stands after it under headings of its own. */
export function postMarkdown(report: PostReport): string {
  const before = errorRate(report.before);
  const after = errorRate(report.after);
  return [
    '## Post-Deployment Report',
    `### Deployment Status: ${statusOf(report)}`,
    `### Metrics (${report.bake} post-deploy)`,
    [
      '| Metric | Before | After | Change |',
      '|--------|--------|-------|--------|',
      `| Error rate | ${percent(before)} | ${percent(after)} | ${change(before, after)} |`,
    ].join('\n'),
    '### Alerts',
    report.alerts.length === 0 ? '- None triggered' : report.alerts.map((alert) => `- ${alert}`).join('\n'),
    '### Recommendation',
    recommendation(report),
    ...rollbackPart(report),
    ...shadowPart(report.shadows ?? []),
    '### Basis',
    basisLines(report),
  ]
    .join('\n\n')
    .concat('\n');
}

function statusOf({ phase, signal }: PostReport): string {
  if (phase === 'completed') return '✅ COMPLETE';
  if (phase === 'rolled-back' || phase === 'closed') return '❌ ROLLED BACK';
  return `… ${phase}${signal === null ? '' : ` (${signal})`}`;
}

function recommendation({ phase, rollback }: PostReport): string {
  if (phase === 'completed') return 'Deployment successful. Marking as stable.';
  if (phase === 'closed') return 'Rolled back. The root cause is recorded; deploy again once it is mended.';
  if (rollback !== null)
    return 'Rolled back or going back. Find the root cause and answer `after-rollback`: production is on hold until then.';
  return 'Under way: nothing to recommend yet.';
}

function rollbackPart({ rollback, exposed }: PostReport): readonly string[] {
  if (rollback === null) return [];
  const took = (value: number | null): string => (value === null ? 'not yet' : tenths(value));
  return [
    '### Rollback',
    [
      `- Cause: ${rollback.cause.kind}: ${rollback.cause.text}`,
      `- Traffic back after ${took(rollback.trafficBack)}, stable verified after ${took(rollback.verified)} (target < ${tenths(rollback.target)})`,
      `- Judged requests of the candidate: ${exposed.requests}, of which ${exposed.errors} failed`,
      `- Root cause: ${rollback.rootCause ?? 'not recorded yet'}`,
    ].join('\n'),
  ];
}

function basisLines(report: PostReport): string {
  return [
    `- ${report.unit} ${report.version}, signal ${report.signal ?? 'none'}`,
    `- Before: ${report.before.errors} of ${report.before.requests} requests of the stable track failed while both served`,
    `- After: ${report.after.errors} of ${report.after.requests} requests of the candidate failed`,
    `- Approved by ${report.approvers.join(', ') || 'nobody'}`,
    ...report.verdicts.map((verdict) => `- ${verdict}`),
    ...(report.sources ?? []).map((trouble) => `- ${trouble} (the provider's, not the release's)`),
  ].join('\n');
}
