import { type DeploymentRecord, last, stateOf } from '../record.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import type { HandoffReport } from './model.ts';

const VALIDATION = [
  ['staging', 'staging validation'],
  ['plan', 'production plan'],
  ['post', 'post-deployment'],
  ['incident', 'incident'],
] as const;

/** The page of all that a deployment hands over; null before it began, and where nobody worked out the digests. */
export function handoffReport(record: DeploymentRecord): HandoffReport | null {
  const { handedOver } = record;
  const deployment = stateOf(record);
  if (deployment === null || handedOver === undefined) return null;
  const { id, spec, environment } = deployment.opening;
  const { newest, reports } = handedOver;
  const version = last(record, 'ArtifactsBuilt')?.release.version ?? 'not packaged yet';
  const report = (kind: string): string => `plimsoll report ${id} --kind ${kind}`;
  return {
    schema: REPORT_SCHEMA,
    kind: 'index',
    title: `Handoff: ${spec.name} ${version} on ${environment}`,
    signal: deployment.signal,
    handed: [
      {
        ...{ artifact: 'Deployment record', purpose: 'Audit trail' },
        what: `entries of the journal up to ${newest.seq}`,
        ...{ command: report('record'), digest: newest.hash },
      },
      ...VALIDATION.map(([kind, what]) => ({
        ...{ artifact: 'Validation reports', purpose: 'Evidence of testing', what },
        ...{ command: report(kind), digest: reports[kind] ?? null },
      })),
      {
        ...{ artifact: 'Monitoring dashboards', purpose: 'Ongoing observability' },
        // They hold the unit and no deployment, so that they are the same for every one.
        ...{
          what: `of ${spec.name}, as JSON for Grafana`,
          command: 'plimsoll dashboard unit > unit.json',
          digest: null,
        },
      },
      {
        ...{ artifact: 'Runbooks', purpose: 'Operational procedures', what: `of ${spec.name}` },
        ...{ command: report('runbook'), digest: reports.runbook ?? null },
      },
    ],
    more: [],
    facts: { unit: spec.name, environment, deployment: id, phase: deployment.phase },
  };
}
