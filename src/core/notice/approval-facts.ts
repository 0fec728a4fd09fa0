import type { CheckResult } from '../deployment/evidence.ts';
import type { Deployment } from '../deployment/state.ts';
import { formatDuration, seconds } from '../kernel/duration.ts';
import { between, type Instant } from '../kernel/instant.ts';
import { type Baseline, SEVERITIES } from '../validation/measured.ts';
import { assessSecurity } from '../validation/security.ts';
import type { Fact } from './notice.ts';

/** What the five numbers are read from; a baseline that is not known is not spoken of, and null says that there is none. */
interface Approvable {
  readonly evidence: { readonly checks: readonly CheckResult[] };
  readonly baseline?: Baseline | null;
  readonly certificate?: { readonly back: number };
  readonly deadline?: Instant;
}

/** The five numbers of a deployment that waits for an approval; none of one that has no evidence. */
export const approvalFacts = (deployment: Deployment, at: Instant): readonly Fact[] =>
  'evidence' in deployment
    ? fiveNumbers({ ...deployment, baseline: ('baseline' in deployment ? deployment.baseline : null) ?? null }, at)
    : [];

/** The five numbers that whoever may approve sees first: tests, latency, findings, how fast it goes back, and how long there is. */
export function fiveNumbers(
  { evidence: { checks }, baseline, certificate, deadline }: Approvable,
  at: Instant,
): readonly Fact[] {
  return [
    { name: 'tests', text: testsText(checks) },
    { name: 'latency p99', text: latencyText(checks, baseline) },
    { name: 'findings', text: findingsText(checks, baseline ?? null) },
    ...(certificate === undefined ? [] : [{ name: 'rehearsed back in', text: lasting(certificate.back) }]),
    ...(deadline === undefined ? [] : [{ name: 'expires in', text: lasting(between(at, deadline)) }]),
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

function latencyText(checks: readonly CheckResult[], baseline: Baseline | null | undefined): string {
  const p99 = (figures: CheckResult['performance']) => figures?.find(({ metric }) => metric === 'latency_p99');
  const measured = p99(checks.find(({ kind }) => kind === 'performance')?.performance);
  if (measured === undefined) return 'not tested';
  const now = `${round(measured.value)} ${measured.unit}`;
  if (baseline === undefined) return now;
  const before = p99(baseline?.performance);
  return `${now} (${before === undefined ? 'no baseline' : `base ${round(before.value)}`})`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function findingsText(checks: readonly CheckResult[], baseline: Baseline | null): string {
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
