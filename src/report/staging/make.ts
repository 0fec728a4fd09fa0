import type { CheckResult } from '../../core/deployment/evidence.ts';
import { entryLines } from '../../core/evidence/entry-text.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { originLines } from '../../core/unit/artifact-text.ts';
import type { CheckKind } from '../../core/unit/environment.ts';
import type { Baseline } from '../../core/validation/measured.ts';
import { assessPerformance } from '../../core/validation/performance.ts';
import { assessSecurity } from '../../core/validation/security.ts';
import { groupSuites } from '../../core/validation/suites.ts';
import { type Block, foreign, list, section } from '../document/block.ts';
import { all, type DeploymentRecord, last } from '../record.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import { tenths } from '../wording.ts';
import type { StagingReport } from './model.ts';

const CHECKS = ['smoke', 'integration', 'performance', 'security'] as const;

type Checks = Plan['checks'];

/** The report on the newest round of staging. Null before anything was packaged. */
export function stagingReport(record: DeploymentRecord): StagingReport | null {
  const opened = last(record, 'DeploymentOpened');
  const built = last(record, 'ArtifactsBuilt');
  if (opened === undefined || built === undefined) return null;
  const sealed = last(record, 'PlanSealed');
  const round = sinceLastStart(record);
  const failed = last(round, 'DeploymentStopped');
  const isFailed = failed?.ending === 'staging-failed';
  const passed = all(round, 'CheckPassed').map((event) => event.result);
  const results = isFailed && failed.result !== null ? [...passed, failed.result] : passed;
  const checks = sealed?.plan.checks ?? {};
  const baseline = sealed?.baseline ?? null;
  const rehearsal = last(round, 'RehearsalPassed')?.certificate ?? null;
  const signal = isFailed ? 'STAGING_FAILED' : last(round, 'StagingReady') === undefined ? null : 'STAGING_READY';
  const requirements = opened.opening.spec.verification ?? [];
  const verified = entryLines(requirements, built.entry, built.at);
  const provenance = built.provenance ?? [];
  const notTested = [
    ...CHECKS.filter((kind) => !results.some((result) => result.kind === kind)),
    ...(requirements.length === 0 ? ['verification'] : []),
  ];
  const { release } = built;
  return {
    schema: REPORT_SCHEMA,
    kind: 'staging',
    functional: results.flatMap((result) => functional(result, checks)),
    performance: performance(resultOf(results, 'performance'), checks, baseline),
    security: security(resultOf(results, 'security'), baseline),
    recommendation: isFailed
      ? { state: 'not-ready', why: failed.problem }
      : rehearsal === null
        ? { state: 'undecided', why: 'the rollback has not been rehearsed' }
        : { state: 'ready', why: null },
    more: [
      ...section(
        'Evidence',
        list([
          ['Release: ', foreign(`${release.unit} ${release.version}`), `, commit ${release.commit}`],
          ...release.artifacts.map(({ name, digest }) => `Artifact: ${name}@${digest}`),
          ...release.artifacts.flatMap(({ name, sbom }) =>
            sbom === undefined ? [] : [`SBOM of ${name}: ${sbom.digest}, ${sbom.components} components`],
          ),
          ...originLines(release.artifacts).map((line) => `Origin of ${line}`),
          ...verified.map((line) => ['Verified: ', foreign(line)]),
          ...provenance.map(({ artifact, statementDigest }) => `Provenance of ${artifact}: ${statementDigest}`),
          ...results.map(({ kind, digest }) => `${kind}: ${digest}`),
          rehearsal === null
            ? 'Rehearsal: none'
            : `Rehearsal: forward ${tenths(rehearsal.forward)}, back ${tenths(rehearsal.back)}, forward again ${tenths(rehearsal.forwardAgain)}`,
          ...(baseline === null
            ? []
            : [`Baseline: ${baseline.version}, commit ${baseline.commit}, measured on ${baseline.environment}`]),
          `Not tested: ${notTested.join(', ') || 'nothing left out'}`,
          `Signal: ${signal ?? 'none yet'}`,
        ]),
      ),
      ...notSeen(results),
    ],
    facts: {
      ...{ unit: release.unit, version: release.version, commit: release.commit },
      artifacts: release.artifacts.map(({ name, digest }) => `${name}@${digest}`),
      checks: results.map(({ kind, passed: isGood, suites, problem, digest }) => ({
        ...{ check: kind, passed: isGood, suites, problem, digest },
      })),
      ...{ verified, provenance, notTested, rehearsal, signal, baseline },
    },
  };
}

function sinceLastStart(record: DeploymentRecord): DeploymentRecord {
  const from = record.events.findLastIndex((event) => event.type === 'StagingStarted');
  return { ...record, events: record.events.slice(Math.max(0, from)) };
}

const resultOf = (results: readonly CheckResult[], kind: CheckKind): CheckResult | undefined =>
  results.find((result) => result.kind === kind);

const NAMES: Readonly<Partial<Record<CheckKind, string>>> = { smoke: 'Smoke tests', integration: 'Integration tests' };

function functional(result: CheckResult, checks: Checks): StagingReport['functional'] {
  const name = NAMES[result.kind];
  if (name === undefined) return [];
  const suites = groupSuites(result.suites, checks[result.kind]?.suites ?? []);
  if (suites.length === 0) return [{ name, outcome: outcomeOf(result) }];
  return suites.map(({ name: suite, passed, total, skipped, flaky = 0 }) => ({
    ...{ name: suite, passed, total, skipped, flaky },
  }));
}

const outcomeOf = (result: CheckResult | undefined): StagingReport['performance']['outcome'] => {
  if (result === undefined) return { state: 'not-tested' };
  return result.passed ? { state: 'passed' } : { state: 'failed', problem: result.problem ?? 'no reason given' };
};

function performance(
  result: CheckResult | undefined,
  checks: Checks,
  baseline: Baseline | null,
): StagingReport['performance'] {
  const limits = checks.performance?.limits ?? [];
  const figures = result === undefined ? [] : assessPerformance(result.performance ?? [], limits, baseline);
  return {
    outcome: outcomeOf(result),
    figures: figures.map(({ broken: _, ...figure }) => figure),
  };
}

function security(result: CheckResult | undefined, baseline: Baseline | null): StagingReport['security'] {
  const { vulnerabilities, dependencies } = assessSecurity(result?.security ?? {}, baseline);
  const shown = (scan: typeof vulnerabilities) =>
    scan?.state === 'read' ? { ...scan, counts: [...scan.counts] } : scan;
  return {
    outcome: outcomeOf(result),
    vulnerabilities: shown(vulnerabilities),
    dependencies: shown(dependencies),
  };
}

/** Tests that were skipped, or passed only when they were tried again, by suite; nothing where there were none. */
function notSeen(results: readonly CheckResult[]): readonly Block[] {
  const suites = results.flatMap((result) => result.suites).filter(({ skipped, flaky = 0 }) => skipped + flaky > 0);
  if (suites.length === 0) return [];
  const lines = suites.map(({ name, skipped, flaky = 0 }) => [
    foreign(name),
    `: ${[skipped > 0 ? `${skipped} skipped` : '', flaky > 0 ? `${flaky} flaky` : ''].filter((text) => text !== '').join(', ')}`,
  ]);
  return section('Skipped and flaky', list(lines));
}
