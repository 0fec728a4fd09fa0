import type { Duration } from '../kernel/duration.ts';
import type { Digest, ReleaseId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CheckKind } from '../unit/environment.ts';

/** One suite of a parsed test result. */
export interface SuiteResult {
  readonly name: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a check said. Exit code and parsed result must both be good. */
export interface CheckResult {
  readonly kind: CheckKind;
  readonly passed: boolean;
  /** Why it did not pass, in one sentence; null when it passed. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  readonly suites: readonly SuiteResult[];
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
