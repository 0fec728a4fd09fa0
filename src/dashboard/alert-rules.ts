import { METRICS as M } from '../telemetry/metric-names.ts';

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
  readonly what: string;
}

/** What somebody must be told of who looks at no page: each with what to do next. */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    alert: 'PlimsollRollbackFailed',
    expr: `max by (unit, environment) (${M.phaseAge}{phase="rollback-failed"}) >= 0`,
    ...{ for: '0m', severity: 'page' },
    summary: '{{ $labels.unit }} cannot be rolled back on {{ $labels.environment }}',
    what: 'Traffic may still go to the candidate. Look: plimsoll status --all',
  },
  {
    alert: 'PlimsollDeploymentStuck',
    expr: `max by (unit, environment, phase) (${M.phaseAge}{phase=~"packaging|deploying-to-staging|validating|rehearsing|rolling-back"}) > 7200`,
    ...{ for: '5m', severity: 'ticket' },
    summary: '{{ $labels.unit }} is in {{ $labels.phase }} for {{ $value | humanizeDuration }}',
    what: 'Nobody is waited for in this phase. Look why: plimsoll status --all',
  },
  {
    alert: 'PlimsollSourceStale',
    expr: `max by (unit, environment, source, why) (${M.sourceDown}) > 120`,
    ...{ for: '0m', severity: 'page' },
    summary: 'the metric source {{ $labels.source }} of {{ $labels.unit }} delivers nothing ({{ $labels.why }})',
    what: 'The weight is held and ends in a question. Look at the source: plimsoll doctor',
  },
  {
    alert: 'PlimsollCheckpointUnanswered',
    expr: `min by (unit, environment, checkpoint) (${M.checkpointLeft}) < 600`,
    ...{ for: '0m', severity: 'page' },
    summary: '{{ $labels.checkpoint }} of {{ $labels.unit }} takes its default in {{ $value | humanizeDuration }}',
    what: 'Whoever may answers it: plimsoll status --all',
  },
  {
    alert: 'PlimsollRootCauseMissing',
    expr: `max by (unit, environment) (${M.checkpointAge}{checkpoint="after-rollback"}) > 86400`,
    ...{ for: '0m', severity: 'ticket' },
    summary: '{{ $labels.environment }} of {{ $labels.unit }} is on hold since a rollback a day ago',
    what: 'Record the root cause: plimsoll decide ID close --root-cause TEXT',
  },
  {
    alert: 'PlimsollRecordBroken',
    expr: `${M.chainOk} == 0`,
    ...{ for: '0m', severity: 'page' },
    summary: 'a record cannot be read whole, or heads cannot be signed',
    what: 'See what is wrong: plimsoll verify',
  },
  {
    alert: 'PlimsollMessagesGivenUp',
    expr: `sum(increase(${M.notifications}{delivery="dead"}[1h])) > 0`,
    ...{ for: '0m', severity: 'ticket' },
    summary: 'messages to a receiver outside were given up',
    what: 'See which, and send them again: plimsoll notify list --delivery dead',
  },
  {
    alert: 'PlimsollAway',
    expr: `absent(${M.info})`,
    ...{ for: '5m', severity: 'page' },
    summary: 'no control plane answers Prometheus',
    what: 'Traffic stays as it is and nobody judges it. Start it: plimsoll status',
  },
];

/** The rules as a file for Prometheus. Written by hand: each value is quoted as JSON, which YAML reads too. */
export function alertRulesText(): string {
  const rules = ALERT_RULES.flatMap(({ alert, expr, for: wait, severity, summary, what }) => [
    `      - alert: ${alert}`,
    `        expr: ${JSON.stringify(expr)}`,
    `        for: ${wait}`,
    `        labels: { severity: ${severity} }`,
    '        annotations:',
    `          summary: ${JSON.stringify(summary)}`,
    `          description: ${JSON.stringify(what)}`,
  ]);
  return ['groups:', '  - name: plimsoll', '    rules:', ...rules, ''].join('\n');
}
