import type { CheckResult } from '../deployment/evidence.ts';
import type { Deployment } from '../deployment/state.ts';
import { formatDuration, seconds } from '../kernel/duration.ts';
import { between, type Instant } from '../kernel/instant.ts';
import { SEVERITIES } from '../validation/measured.ts';
import { assessSecurity } from '../validation/security.ts';
import type { Fact } from './notice.ts';

/** The five numbers that whoever may approve sees first: tests, latency, findings, how fast it goes back, and how long there is. */
export function approvalFacts(deployment: Deployment, at: Instant): readonly Fact[] {
  if (!('evidence' in deployment)) return [];
  const { checks } = deployment.evidence;
  const baseline = 'baseline' in deployment ? (deployment.baseline ?? null) : null;
  return [
    { name: 'tests', text: testsText(checks) },
    { name: 'latency p99', text: latencyText(checks, baseline?.performance) },
    { name: 'findings', text: findingsText(checks, baseline) },
    ...('certificate' in deployment ? [{ name: 'rehearsed back in', text: lasting(deployment.certificate.back) }] : []),
    ...('deadline' in deployment ? [{ name: 'expires in', text: lasting(between(at, deployment.deadline)) }] : []),
  ];
}

// Whole seconds: nobody decides by milliseconds.
const lasting = (length: number): string => formatDuration(seconds(Math.max(0, Math.round(length / 1_000))));

function testsText(checks: readonly CheckResult[]): string {
  const suites = checks.flatMap((check) => check.suites);
  const total = suites.reduce((sum, suite) => sum + suite.total, 0);
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  if (total > 0) return `${passed}/${total} passed`;
  return checks.length === 0
    ? 'not tested'
    : `${checks.filter((check) => check.passed).length}/${checks.length} checks passed`;
}

function latencyText(checks: readonly CheckResult[], base: CheckResult['performance']): string {
  const p99 = (figures: CheckResult['performance']) => figures?.find(({ metric }) => metric === 'latency_p99');
  const measured = p99(checks.find(({ kind }) => kind === 'performance')?.performance);
  if (measured === undefined) return 'not tested';
  const before = p99(base);
  return `${round(measured.value)} ${measured.unit} (${before === undefined ? 'no baseline' : `base ${round(before.value)}`})`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function findingsText(checks: readonly CheckResult[], baseline: Parameters<typeof assessSecurity>[1]): string {
  const scans = checks.find(({ kind }) => kind === 'security')?.security;
  if (scans === undefined) return 'not tested';
  const assessed = Object.values(assessSecurity(scans, baseline)).filter((scan) => scan !== null);
  if (assessed.some((scan) => scan.state === 'unavailable')) return 'scanner unavailable';
  const counted = SEVERITIES.slice(0, 3).map((severity) => {
    const total = assessed
      .flatMap((scan) => (scan.state === 'read' ? scan.counts : []))
      .filter((count) => count.severity === severity)
      .reduce((sum, count) => sum + count.total, 0);
    return `${total} ${severity}`;
  });
  return counted.join(', ');
}
