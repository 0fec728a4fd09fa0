import type { Duration } from './duration.ts';

/** A moment on the wall clock: milliseconds since 1970-01-01T00:00:00Z. It enters the core with a command, never from a clock. */
export type Instant = number & { readonly __unit: 'instant-ms' };

/** The instant this many milliseconds after the epoch. */
export const instant = (epochMilliseconds: number): Instant => Math.trunc(epochMilliseconds) as Instant;

/** The instant this long after another. */
export const later = (from: Instant, by: Duration): Instant => (from + by) as Instant;

/** How long it is from one instant to a later one; negative when the second is earlier. */
export const between = (from: Instant, to: Instant): Duration => (to - from) as Duration;

/** The earliest of the instants that exist. */
export function earliest(candidates: readonly (Instant | null | undefined)[]): Instant | null {
  let found: Instant | null = null;
  for (const candidate of candidates) {
    if (candidate !== null && candidate !== undefined && (found === null || candidate < found)) found = candidate;
  }
  return found;
}
