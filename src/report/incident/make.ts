import { configChanges, configChangeText } from '../../core/plan/config-changes.ts';
import { principalText } from '../../core/principal/principal.ts';
import { chartSection } from '../charts.ts';
import { foreign, type Line } from '../document/block.ts';
import { counted, type DeploymentRecord, last, stateOf } from '../record.ts';
import { saidBy } from '../said-by.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import { statementSection } from '../statements.ts';
import { type WayBack, wayBackOf } from '../way-back.ts';
import { percent, tenths } from '../wording.ts';
import { momentIn, zoneOf } from '../zone.ts';
import type { IncidentReport } from './model.ts';
import { timelineOf } from './timeline.ts';

/** The document on a deployment that was taken back; null where none was. */
export function incidentReport(record: DeploymentRecord): IncidentReport | null {
  const back = wayBackOf(record);
  const deployment = stateOf(record);
  if (back === null || deployment === null) return null;
  const { plan } = back;
  const { release } = plan;
  return {
    schema: REPORT_SCHEMA,
    kind: 'incident',
    title: `Incident: ${plan.unit} ${release.version} on ${plan.environment}`,
    signal: deployment.signal,
    summary: summaryOf(record, back),
    timeline: timelineOf(record),
    measurements: (back.cause.verdict?.gates ?? []).map(({ gate, text }) => ({ gate, said: text })),
    impact: impactOf(record),
    rollback: rollbackOf(record, back.at, plan.limits.targetTime),
    contributing: contributingOf(record, back),
    rootCause: last(record, 'DeploymentClosed')?.rootCause ?? null,
    more: [
      ...chartSection('Course of what decided', record, ({ title }) => isDeciding(back, title)),
      ...statementSection('Drafts', record, ({ kind }) => kind === 'incident-draft'),
      ...statementSection('Said on the way', record, ({ kind }) => kind !== 'incident-draft'),
    ],
    facts: {
      ...{ unit: plan.unit, environment: plan.environment, version: release.version, commit: release.commit },
      ...{ deployment: deployment.opening.id, cause: back.cause.kind, planDigest: back.planDigest },
    },
  };
}

const isDeciding = ({ cause: { verdict } }: WayBack, title: string): boolean =>
  (verdict?.gates ?? []).some(
    ({ gate, state }) => state === verdict?.state && gate.includes(title.replace(/^rolls back at /, '')),
  );

function summaryOf(record: DeploymentRecord, { cause, at }: WayBack): Line[] {
  const returned = last(record, 'TrafficReturned');
  const moment = momentIn(zoneOf(record.events));
  return [
    [`Why: ${cause.kind}, `, saidBy(cause.by, cause.text)],
    `When: ${moment(at)}, ${whenOf(record)}`,
    ['Decided by: ', foreign(principalText(cause.by))],
    returned === undefined ? 'Traffic: not back on stable yet' : `Traffic: back on stable at ${moment(returned.at)}`,
    `Now: ${stateNow(record)}`,
  ];
}

function whenOf(record: DeploymentRecord): string {
  if (last(record, 'RestorationOpened') !== undefined) return 'after its deployment was completed';
  return last(record, 'ProductionDeployed') === undefined
    ? 'during the rollout, with a part of the traffic'
    : 'in the bake, with all traffic on the release';
}

function stateNow(record: DeploymentRecord): string {
  if (last(record, 'DeploymentClosed') !== undefined) return 'closed: the root cause is signed';
  if (last(record, 'RolledBack') === undefined) return 'the rollback is under way';
  return 'stable serves; the environment is held until the root cause is signed';
}

/** What users met, and how that is known. */
function impactOf(record: DeploymentRecord): Line[] {
  const restored = last(record, 'RestorationOpened');
  if (restored !== undefined) {
    return [
      `Not counted here: ${restored.release.version} served all users until it left`,
      'Method: what it answered before stands in the post-deployment report of the deployment that brought it',
    ];
  }
  const { requests, errors } = counted(record, 'candidate');
  const rate = requests === 0 ? '' : ` (${percent(errors / requests)})`;
  return [
    `Requests answered by the release while it was judged: ${requests}, of which ${errors} failed${rate}`,
    'Method: the sum of what the metric source counted for the candidate in every block of this deployment; requests after the last block are not in it',
  ];
}

function rollbackOf(record: DeploymentRecord, from: number, target: number): Line[] {
  const took = (at: number | undefined): string => (at === undefined ? 'not yet' : tenths(at - from));
  const failures = record.events.filter(({ type }) => type === 'RollbackStepFailed').length;
  return [
    `Traffic back after ${took(last(record, 'TrafficReturned')?.at)} (target < ${tenths(target)})`,
    `Stable verified after ${took(last(record, 'StableVerified')?.at)}`,
    `Steps that failed on the way: ${failures}`,
  ];
}

function contributingOf(record: DeploymentRecord, { plan, rollbackRelease, commits }: WayBack): Line[] {
  const changes = configChanges(rollbackRelease, plan.release, plan.environment);
  const { evidence } = last(record, 'RestorationOpened') ?? last(record, 'StagingValidated') ?? {};
  const checks = evidence?.checks ?? [];
  return [
    ...(commits === undefined || commits.length === 0
      ? ['Commits: none that are known']
      : commits.map(
          ({ commit, author, subject }): Line => [`${commit.slice(0, 12)} `, foreign(author), ': ', foreign(subject)],
        )),
    ...(changes.length === 0 ? ['Configuration keys: none changed'] : changes.map(configChangeText)),
    `Migrations: ${plan.migrations}`,
    `Passed on ${plan.requires} before it: ${checks.map(({ kind }) => kind).join(', ') || 'nothing'}`,
  ];
}
