import type { Duration } from '../kernel/duration.ts';
import { seconds } from '../kernel/duration.ts';
import type { Instant } from '../kernel/instant.ts';

/** How often the effect of the present step was tried, and when it may be tried again. */
export interface Attempt {
  readonly n: number;
  readonly notBefore: Instant | null;
  readonly lastProblem: string | null;
}

/** The first try of a step. */
export const FIRST_ATTEMPT: Attempt = { n: 1, notBefore: null, lastProblem: null };

/** How long to wait after the n-th failed try: 1, 2, 4 ... seconds, at most 30. */
export const backoff = (n: number): Duration => seconds(Math.min(30, 2 ** Math.min(n - 1, 5)));
