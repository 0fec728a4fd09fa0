import { type Duration, milliseconds } from '../kernel/duration.ts';
import { earliest, type Instant, later } from '../kernel/instant.ts';
import type { Calendar, WindowInterval } from './window.ts';

/** The window a moment lies in; `unknown` past the horizon, which counts as inside one; null when free. */
export function windowAt(calendar: Calendar, at: Instant): WindowInterval | 'unknown' | null {
  const active = calendar.intervals.find((interval) => interval.from <= at && at < interval.to);
  if (active !== undefined) return active;
  return at >= calendar.knownUntil ? 'unknown' : null;
}

/** The next moment after this one at which a window opens or is over; null when none is known. */
export function nextBoundary(calendar: Calendar, at: Instant): Instant | null {
  const boundaries = calendar.intervals.flatMap((interval) => [interval.from, interval.to]);
  return earliest(boundaries.filter((boundary) => boundary > at));
}

/**
 * The first window that a stretch of time runs into; null when it is free and within the horizon. A stretch of no length is
 * its one moment.
 */
export function firstConflict(calendar: Calendar, from: Instant, length: Duration): WindowInterval | 'unknown' | null {
  const to = later(from, milliseconds(Math.max(length, 1)));
  const conflicts = calendar.intervals.filter((interval) => interval.from < to && from < interval.to);
  const first = conflicts.reduce<WindowInterval | null>(
    (found, next) => (found === null || next.from < found.from ? next : found),
    null,
  );
  if (first !== null) return first;
  return to > calendar.knownUntil ? 'unknown' : null;
}
