import type { Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';

/** What a statement says of its subjects, by predicate. */
export type Claim =
  | {
      readonly predicate: 'provenance';
      readonly builder: string;
      readonly buildType: string;
      /** Dotted: `workflow.ref`. */
      readonly parameters: Readonly<Record<string, string>>;
      /** The commits among what went into the build. */
      readonly commits: readonly string[];
    }
  | {
      readonly predicate: 'tests';
      readonly result: string;
      readonly passed: number;
      readonly failed: readonly string[];
    }
  | {
      readonly predicate: 'review' | 'summary';
      readonly verifier: string;
      readonly passed: boolean;
      readonly properties: readonly string[];
    };

/** One thing that a statement is about, with its digests by algorithm. */
export interface Subject {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** A statement whose signature was made by a pinned key: what it says, in our words. */
export interface SignedStatement {
  /** Where it lay. */
  readonly file: string;
  /** Of the envelope's bytes. */
  readonly digest: Digest;
  readonly keyId: string;
  readonly subjects: readonly Subject[];
  /** When it was made, as signed; null where it does not say. */
  readonly madeAt: Instant | null;
  readonly claim: Claim;
}

/** An envelope that does not count at all, and why. */
export interface UnfitStatement {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Everything that was found for one requirement. */
export interface StatementSearch {
  readonly signed: readonly SignedStatement[];
  readonly unfit: readonly UnfitStatement[];
}
