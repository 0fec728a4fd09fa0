import type { EntryEvidence, ProvenanceRecord } from '../evidence/entry-evidence.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Digest, ReleaseId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CheckKind } from '../unit/environment.ts';
import type { PerformanceFigure, SecurityScans } from '../validation/measured.ts';

/** One suite of a parsed test result. */
export interface SuiteResult {
  readonly name: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Tests that passed only when they were tried again; absent where none did. */
  readonly flaky?: number;
}

/** What a check said. Exit code and parsed result must both be good. */
export interface CheckResult {
  readonly kind: CheckKind;
  readonly passed: boolean;
  /** Why it did not pass, in one sentence; null when it passed. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  readonly suites: readonly SuiteResult[];
  /** What a performance run measured; absent where no results were asked for. */
  readonly performance?: readonly PerformanceFigure[];
  /** What scanners found; absent where none was asked for. */
  readonly security?: SecurityScans;
  readonly took: Duration;
  /** The last lines the command printed. */
  readonly logTail: readonly string[];
  /** Of the raw output and result files together. */
  readonly digest: Digest;
}

/** A record made by the engine's own run, bound to artifact and config digests, with an age. */
export interface Evidence {
  readonly environment: string;
  readonly artifactDigests: readonly Digest[];
  readonly configDigest: Digest;
  readonly checks: readonly CheckResult[];
  /** What was shown of the source before it was packaged; absent where nothing was asked for. */
  readonly entry?: EntryEvidence;
  /** The signed provenance of each artifact; absent in older records. */
  readonly provenance?: readonly ProvenanceRecord[];
  readonly at: Instant;
}

/** Proof that going back was tried on staging, and how long it took. */
export interface RollbackCertificate {
  readonly candidate: ReleaseId;
  readonly candidateDigests: readonly Digest[];
  readonly candidateConfig: Digest;
  /** Null: a first release, which is taken out of service instead. */
  readonly rollbackTo: ReleaseId | null;
  readonly rollbackDigests: readonly Digest[];
  readonly rollbackConfig: Digest | null;
  readonly forward: Duration;
  readonly back: Duration;
  readonly forwardAgain: Duration;
  readonly at: Instant;
}
