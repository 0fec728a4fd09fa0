import { type Instant, instant, later } from '../../core/kernel/instant.ts';
import { InvariantViolation, unreachable } from '../../core/kernel/invariant.ts';
import type { Calendar, WindowInterval, WindowPolicy, WindowSource } from '../../core/window/window.ts';
import { CronStarts } from './cron.ts';
import { parseWallTime } from './date-time.ts';
import { endAt, openingAt, type WallTime, wallTimeAt } from './zone.ts';

type CronSource = Extract<WindowSource, { kind: 'cron' }>;
type DatesSource = Extract<WindowSource, { kind: 'dates' }>;

/** What one source says about a stretch of time, and how far it was read. */
interface Reading {
  readonly intervals: readonly WindowInterval[];
  readonly knownUntil: Instant;
}

/** The calendar is kept with every deployment: a source with more occurrences than this is known for a shorter time instead. */
const MOST_OCCURRENCES = 2_000;
const MOST_STARTS = 20_000;

/** Wall clocks differ from each other, and from themselves on another day, by at most a day and a little. */
const FARTHEST_CLOCK = 26 * 3_600_000;

/** The last moment there is: where no windows are written, nothing can become unknown. */
const FOREVER = instant(8_640_000_000_000_000);

/** The occurrences of all windows that lie in [from, until) or reach into it, those that touch made one, in their order. */
export function occurrences(policy: WindowPolicy, from: Instant, until: Instant): Calendar {
  if (policy.sources.length === 0) return { intervals: [], knownUntil: FOREVER };
  const readings = policy.sources.map((source) => read(source, from, until));
  const intervals = readings.flatMap((reading) => reading.intervals);
  return {
    intervals: intervals.toSorted((one, other) => one.from - other.from || one.to - other.to),
    knownUntil: instant(Math.min(...readings.map((reading) => reading.knownUntil))),
  };
}

function read(source: WindowSource, from: Instant, until: Instant): Reading {
  switch (source.kind) {
    case 'cron':
      return readCron(source, from, until);
    case 'dates':
      return readDates(source, from, until);
    default:
      return unreachable(source);
  }
}

function readDates(source: DatesSource, from: Instant, until: Instant): Reading {
  const [start, end] = [parseWallTime(source.from), parseWallTime(source.to)];
  if (start === undefined || end === undefined) {
    throw new InvariantViolation(`window ${source.name} was let in with dates that are none`);
  }
  const interval = {
    name: source.name,
    from: openingAt(start, source.timezone),
    to: endAt(end, source.timezone),
  };
  const reaches = interval.from < interval.to && interval.from < until && from < interval.to;
  return { intervals: reaches ? [interval] : [], knownUntil: until };
}

function readCron(source: CronSource, from: Instant, until: Instant): Reading {
  const { name, duration, timezone } = source;
  const starts = new CronStarts(source.cron);
  const lastWall = wallTimeAt(until, timezone) + FARTHEST_CLOCK;
  const intervals: WindowInterval[] = [];
  let left = MOST_STARTS;
  let first = starts.atOrAfter(wallTimeAt(from, timezone) - duration - FARTHEST_CLOCK);
  while (first !== undefined && first <= lastWall) {
    const { last, steps } = chainFrom(starts, first, duration, { until: lastWall, steps: left });
    left -= steps;
    const opening = openingAt(first, timezone);
    const lastOpening = openingAt(last, timezone);
    // Whoever writes four hours gets four hours, and whoever reads 17:00 to 21:00 gets that as well: the later end counts.
    const to = instant(Math.max(later(lastOpening, duration), endAt((last + duration) as WallTime, timezone)));
    if (opening < until && from < to) append(intervals, { name, from: opening, to });
    if (left <= 0 || intervals.length > MOST_OCCURRENCES) {
      return { intervals, knownUntil: instant(Math.min(until, lastOpening)) };
    }
    first = starts.atOrAfter(last + duration + 1);
  }
  return { intervals, knownUntil: until };
}

/** A row of starts in which each begins before the one in front is over: together they are one occurrence. */
function chainFrom(
  starts: CronStarts,
  first: WallTime,
  duration: number,
  most: { readonly until: number; readonly steps: number },
): { readonly last: WallTime; readonly steps: number } {
  let last = first;
  let steps = 1;
  while (last <= most.until && steps < most.steps) {
    const next = starts.atOrBefore(last + duration) ?? last;
    if (next <= last) break;
    last = next;
    steps += 1;
  }
  return { last, steps };
}

/** Adds an occurrence, or lengthens the one before when both touch, as they may where the clocks change. */
function append(intervals: WindowInterval[], next: WindowInterval): void {
  const before = intervals.at(-1);
  if (before === undefined || before.to < next.from) intervals.push(next);
  else intervals[intervals.length - 1] = { ...before, to: instant(Math.max(before.to, next.to)) };
}
