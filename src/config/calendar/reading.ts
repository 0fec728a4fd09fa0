import type { Duration } from '../../core/kernel/duration.ts';
import { type Instant, instant, later } from '../../core/kernel/instant.ts';
import type { WindowInterval } from '../../core/window/window.ts';
import { endAt, openingAt, type WallTime, wallTimeAt } from './zone.ts';

/** What one source says about a stretch of time, and how far it was read. */
export interface Reading {
  readonly intervals: readonly WindowInterval[];
  readonly knownUntil: Instant;
}

/** A stretch of time that is asked about: [from, until). */
export interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
}

/** The calendar is kept with every deployment: a source with more occurrences than this is known for a shorter time instead. */
export const MOST_OCCURRENCES = 2_000;

/** Wall clocks differ from each other, and from themselves on another day, by at most a day and a little. */
export const FARTHEST_CLOCK = 26 * 3_600_000;

/** The wall times at which something that lasts so long must start to reach into a stretch, and some more on both sides. */
export function startsToLookAt({ from, until }: Stretch, length: number, zone: string): readonly [number, number] {
  return [wallTimeAt(from, zone) - length - FARTHEST_CLOCK, wallTimeAt(until, zone) + FARTHEST_CLOCK];
}

/**
 * One occurrence. Whoever writes four hours gets four hours, and whoever reads 17:00 to 21:00 gets that as well: the later end
 * counts.
 */
export function occurrence(name: string, start: WallTime, length: number, zone: string): WindowInterval {
  const from = openingAt(start, zone);
  const to = Math.max(later(from, length as Duration), endAt((start + length) as WallTime, zone));
  return { name, from, to: instant(to) };
}

/** Occurrences in any order, as far as they reach into a stretch, those that overlap or touch made one. */
export function readingOf(found: readonly WindowInterval[], { from, until }: Stretch): Reading {
  const reaching = found.filter((one) => one.from < one.to && one.from < until && from < one.to);
  const intervals: WindowInterval[] = [];
  for (const next of reaching.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    append(intervals, next);
    const last = intervals.at(-1);
    if (intervals.length > MOST_OCCURRENCES && last !== undefined) return { intervals, knownUntil: last.from };
  }
  return { intervals, knownUntil: until };
}

/** Adds an occurrence, or lengthens the one before when both touch. */
export function append(intervals: WindowInterval[], next: WindowInterval): void {
  const before = intervals.at(-1);
  if (before === undefined || before.to < next.from) intervals.push(next);
  else intervals[intervals.length - 1] = { ...before, to: instant(Math.max(before.to, next.to)) };
}
