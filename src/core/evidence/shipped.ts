import type { Duration } from '../kernel/duration.ts';
import type { Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';

/** What is to be shipped: the commit, and what was built from it. */
export interface Shipped {
  readonly commit: string;
  /** Uncommitted changes travel along: no statement is about them. */
  readonly dirty: boolean;
  /** Null while nothing is built. */
  readonly artifacts: readonly { readonly name: string; readonly digest: Digest }[] | null;
}

/** How old evidence may be, seen from when. */
export interface Freshness {
  readonly at: Instant;
  readonly maxAge: Duration;
}
