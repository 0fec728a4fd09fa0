import type { Duration } from '../kernel/duration.ts';
import type { Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { SignedStatement, UnfitStatement } from './statement.ts';

/** What a command said that was run over the source: what a check says, but for its kind. */
export interface CommandOutcome {
  readonly passed: boolean;
  /** Why it did not pass, in one sentence; null when it passed. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  readonly suites: readonly {
    readonly name: string;
    readonly total: number;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
  }[];
  readonly took: Duration;
  /** The last lines that it printed. */
  readonly logTail: readonly string[];
  /** Of the raw output and result files together. */
  readonly digest: Digest;
}

/** What was found for one requirement: the statement that counts, or the nearest one and why it does not; a command's outcome. */
export type EntryResult =
  | { readonly kind: 'statement'; readonly accepted: SignedStatement }
  | { readonly kind: 'statement'; readonly accepted: null; readonly unfit: UnfitStatement }
  | { readonly kind: 'command'; readonly run: string; readonly outcome: CommandOutcome; readonly at: Instant };

/** What was shown when the deployment entered: one result for each requirement, in their order. */
export interface EntryEvidence {
  readonly results: readonly EntryResult[];
  readonly at: Instant;
}

/** The signed provenance of one artifact that was packaged here. */
export interface ProvenanceRecord {
  readonly artifact: string;
  readonly artifactDigest: Digest;
  /** Of the envelope as it is stored beside the artifact. */
  readonly statementDigest: Digest;
  /** The control plane's key. */
  readonly keyId: string;
}
