/** One figure of a performance run, with its unit as a gate writes it: times in ms, rates in req/s, ratios 0 to 1 as %. */
export interface PerformanceFigure {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
}

/** How bad a security finding is, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** How bad a security finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** How many findings of a severity are let through. */
export type FailOn = Readonly<Partial<Record<Severity, number>>>;

/** One finding of a scanner. The fingerprint tells it apart from others, and stays the same from one run to the next. */
export interface SecurityFinding {
  readonly severity: Severity;
  readonly rule: string;
  readonly fingerprint: string;
  /** Somebody marked it as looked at and accepted; it is shown and does not count. */
  readonly suppressed: boolean;
}

/** What one scanner said: `unavailable` is a state of its own, and never a pass. */
export type Scan =
  | { readonly state: 'read'; readonly findings: readonly SecurityFinding[] }
  | { readonly state: 'unavailable'; readonly why: string };

/** What a security check found; a part is absent where it was not asked for. */
export interface SecurityScans {
  /** From SARIF files: the code and what is built from it. */
  readonly vulnerabilities?: Scan;
  /** From a package manager's audit: what it depends on. */
  readonly dependencies?: Scan;
}

/** What validation measured on the last release that became stable: what the next one is compared with. */
export interface Baseline {
  readonly version: string;
  readonly commit: string;
  /** The environment it was measured on. */
  readonly environment: string;
  readonly performance?: readonly PerformanceFigure[];
  readonly security?: SecurityScans;
}
