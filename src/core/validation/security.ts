import {
  type Baseline,
  type FailOn,
  type Scan,
  SEVERITIES,
  type SecurityFinding,
  type SecurityScans,
  type Severity,
} from './measured.ts';

/** The findings of one severity. */
export interface SeverityCount {
  readonly severity: Severity;
  readonly total: number;
  /** Those that the last stable release did not have; null where there is nothing to compare with. */
  readonly fresh: number | null;
}

/** One scanner's findings, counted. */
export type AssessedScan =
  | { readonly state: 'read'; readonly counts: readonly SeverityCount[]; readonly suppressed: number }
  | { readonly state: 'unavailable'; readonly why: string };

/** Both scanners' findings, counted; null where one was not asked for. */
export interface AssessedSecurity {
  readonly vulnerabilities: AssessedScan | null;
  readonly dependencies: AssessedScan | null;
}

/** Counts what scanners found, new and existing apart: a finding that the last stable release had is no reason to stay with that. */
export function assessSecurity(scans: SecurityScans, baseline: Baseline | null): AssessedSecurity {
  const before = baseline?.security;
  return {
    vulnerabilities: assessScan(scans.vulnerabilities, before?.vulnerabilities),
    dependencies: assessScan(scans.dependencies, before?.dependencies),
  };
}

function assessScan(scan: Scan | undefined, before: Scan | undefined): AssessedScan | null {
  if (scan === undefined || scan.state === 'unavailable') return scan ?? null;
  const known = before?.state === 'read' ? new Set(before.findings.map(({ fingerprint }) => fingerprint)) : null;
  const open = scan.findings.filter(({ suppressed }) => !suppressed);
  const isFresh = ({ fingerprint }: SecurityFinding): boolean => known?.has(fingerprint) !== true;
  return {
    state: 'read',
    counts: SEVERITIES.map((severity) => {
      const found = open.filter((one) => one.severity === severity);
      return { severity, total: found.length, fresh: known === null ? null : found.filter(isFresh).length };
    }),
    suppressed: scan.findings.length - open.length,
  };
}

/**
 * Why the findings do not pass, in one sentence; null when they do. With a baseline only new findings count towards the limits;
 * without one all do. A scanner that was not there lets nothing through.
 */
export function problemOfSecurity({ vulnerabilities, dependencies }: AssessedSecurity, failOn: FailOn): string | null {
  const said = [
    problemOfScan('the vulnerability scan', vulnerabilities, failOn),
    problemOfScan('the dependency audit', dependencies, failOn),
  ];
  const problems = said.filter((problem) => problem !== null);
  return problems.length === 0 ? null : problems.join('; ');
}

function problemOfScan(name: string, scan: AssessedScan | null, failOn: FailOn): string | null {
  if (scan === null) return null;
  if (scan.state === 'unavailable') return `scanner unavailable: ${name} said nothing (${scan.why})`;
  const over = scan.counts.flatMap(({ severity, total, fresh }) => {
    const most = failOn[severity];
    const counted = fresh ?? total;
    return most === undefined || counted <= most
      ? []
      : [`${counted} ${fresh === null ? '' : 'new '}${severity}, at most ${most} may pass`];
  });
  return over.length === 0 ? null : `${name} found ${over.join(' and ')}`;
}
