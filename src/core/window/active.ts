import { type Duration, milliseconds } from '../kernel/duration.ts';
import { earliest, type Instant, later } from '../kernel/instant.ts';
import type { Calendar, WindowInterval } from './window.ts';

/** From when on nothing is known: the horizon, or before it the moment at which a feed is too old. */
export const unknownFrom = ({ knownUntil, staleAt = knownUntil }: Calendar): Instant =>
  staleAt < knownUntil ? staleAt : knownUntil;

/** Why a moment without a window is denied. */
export const unknownText = ({ problem }: Calendar): string => problem ?? 'the calendar is not known this far';

/** The window a moment lies in; `unknown` past what is known, which counts as inside one; null when free. */
export function windowAt(calendar: Calendar, at: Instant): WindowInterval | 'unknown' | null {
  const active = calendar.intervals.find((interval) => interval.from <= at && at < interval.to);
  if (active !== undefined) return active;
  return at >= unknownFrom(calendar) ? 'unknown' : null;
}

/** A stretch that windows deny without a gap. */
export interface Blocked {
  /** The windows of this moment, the one that opened first before the others. */
  readonly names: readonly string[];
  /** Those that follow without a gap. */
  readonly following: readonly string[];
  readonly since: Instant | null;
  /** When it is free again; null when nothing is known so far. */
  readonly until: Instant | null;
}

/** What denies a moment, and until when: windows that overlap or touch are one stretch. Null when it is free. */
export function blockedAt(calendar: Calendar, at: Instant): Blocked | null {
  if (windowAt(calendar, at) === null) return null;
  const inOrder = calendar.intervals.toSorted((one, other) => one.from - other.from);
  const active = inOrder.filter(({ from, to }) => from <= at && at < to);
  const next: WindowInterval[] = [];
  let end = at;
  for (const interval of inOrder) {
    if (interval.from > end) break;
    if (interval.to <= end) continue;
    end = interval.to;
    if (interval.from > at) next.push(interval);
  }
  return {
    names: active.map(({ name }) => name),
    following: next.map(({ name }) => name),
    since: active[0]?.from ?? null,
    until: end === at || end >= calendar.knownUntil ? null : end,
  };
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
  // A feed that is fresh when a run begins is read again during it; one that is stale already tells nothing.
  return to > calendar.knownUntil || from >= unknownFrom(calendar) ? 'unknown' : null;
}
