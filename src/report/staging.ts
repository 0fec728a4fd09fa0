import type { RollbackCertificate, SuiteResult } from '../core/deployment/evidence.ts';
import type { CheckKind } from '../core/unit/environment.ts';
import { all, type DeploymentRecord, last } from './record.ts';
import { tenths } from './wording.ts';

/** The staging validation as a value. */
export interface StagingReport {
  readonly schema: 'plimsoll.report/1';
  readonly kind: 'staging';
  readonly unit: string;
  readonly version: string;
  readonly commit: string;
  readonly artifacts: readonly string[];
  readonly checks: readonly {
    readonly check: CheckKind;
    readonly passed: boolean;
    readonly suites: readonly SuiteResult[];
    readonly problem: string | null;
    readonly digest: string;
  }[];
  readonly notTested: readonly CheckKind[];
  readonly rehearsal: RollbackCertificate | null;
  readonly signal: 'STAGING_READY' | 'STAGING_FAILED' | null;
  readonly problem: string | null;
}

const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** The report on the newest round of staging. Null before anything was packaged. */
export function stagingReport(record: DeploymentRecord): StagingReport | null {
  const opened = last(record, 'DeploymentOpened');
  const built = last(record, 'ArtifactsBuilt');
  if (opened === undefined || built === undefined) return null;
  const round = sinceLastStart(record);
  const failed = last(round, 'DeploymentStopped');
  const isFailed = failed?.ending === 'staging-failed';
  const passed = all(round, 'CheckPassed').map((event) => event.result);
  const results = isFailed && failed.result !== null ? [...passed, failed.result] : passed;
  const { release } = built;
  return {
    schema: 'plimsoll.report/1',
    kind: 'staging',
    unit: release.unit,
    version: release.version,
    commit: release.commit,
    artifacts: release.artifacts.map((artifact) => `${artifact.name}@${artifact.digest}`),
    checks: results.map(({ kind: check, passed: isGood, suites, problem, digest }) => ({
      check,
      passed: isGood,
      suites,
      problem,
      digest,
    })),
    notTested: CHECKS.filter((kind) => !results.some((result) => result.kind === kind)),
    rehearsal: last(round, 'RehearsalPassed')?.certificate ?? null,
    signal: isFailed ? 'STAGING_FAILED' : last(round, 'StagingReady') === undefined ? null : 'STAGING_READY',
    problem: isFailed ? failed.problem : null,
  };
}

function sinceLastStart(record: DeploymentRecord): DeploymentRecord {
  const from = record.events.findLastIndex((event) => event.type === 'StagingStarted');
  return { ...record, events: record.events.slice(Math.max(0, from)) };
}

/** The seed's report first, its fields in its order; what we add stands after it under headings of its own. */
export function stagingMarkdown(report: StagingReport): string {
  const tests = report.checks.filter(({ check }) => check === 'smoke' || check === 'integration');
  return [
    '## Staging Validation Report',
    '### Functional Tests',
    tests.flatMap(suiteLines).join('\n') || '- Not tested',
    '### Performance',
    checkLine(report, 'performance'),
    '### Security',
    checkLine(report, 'security'),
    '### Recommendation',
    recommendation(report),
    '### Evidence',
    evidenceLines(report).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function suiteLines({ check, passed, suites, problem }: StagingReport['checks'][number]): readonly string[] {
  const name = check === 'smoke' ? 'Smoke tests' : 'Integration tests';
  if (suites.length === 0) return [`- ${name}: ${passed ? 'passed' : `failed (${problem})`}`];
  return suites.map(
    (suite) =>
      `- ${suite.name}: ${suite.passed}/${suite.total} passed${suite.skipped > 0 ? `, ${suite.skipped} skipped` : ''}`,
  );
}

function checkLine({ checks }: StagingReport, kind: CheckKind): string {
  const found = checks.find(({ check }) => check === kind);
  if (found === undefined) return '- Not tested';
  return found.passed ? '- Passed' : `- Failed: ${found.problem}`;
}

function recommendation({ signal, rehearsal, problem }: StagingReport): string {
  if (signal === 'STAGING_FAILED') return `❌ Not ready: ${problem}`;
  if (rehearsal === null) return '… Not decided yet: the rollback has not been rehearsed';
  return '✅ Ready for production promotion';
}

function evidenceLines(report: StagingReport): readonly string[] {
  const { rehearsal, notTested } = report;
  return [
    `- Release: ${report.unit} ${report.version}, commit ${report.commit}`,
    ...report.artifacts.map((artifact) => `- Artifact: ${artifact}`),
    ...report.checks.map(({ check, digest }) => `- ${check}: ${digest}`),
    rehearsal === null
      ? '- Rehearsal: none'
      : `- Rehearsal: forward ${tenths(rehearsal.forward)}, back ${tenths(rehearsal.back)}, forward again ${tenths(rehearsal.forwardAgain)}`,
    `- Not tested: ${notTested.join(', ') || 'nothing left out'}`,
    `- Signal: ${report.signal ?? 'none yet'}`,
  ];
}
