import { earliest, type Instant, instant } from '../../core/kernel/instant.ts';
import { InvariantViolation, unreachable } from '../../core/kernel/invariant.ts';
import type { Calendar, WindowInterval, WindowPolicy, WindowSource } from '../../core/window/window.ts';
import { CronStarts } from './cron.ts';
import { parseWallTime } from './date-time.ts';
import { type FeedWindows, type HeldFeed, readHeldFeed } from './feed-reading.ts';
import { append, FARTHEST_CLOCK, MOST_OCCURRENCES, occurrence, type Reading, type Stretch } from './reading.ts';
import { readRule } from './rule-windows.ts';
import { endAt, openingAt, type WallTime, wallTimeAt } from './zone.ts';

type CronSource = Extract<WindowSource, { kind: 'cron' }>;
type DatesSource = Extract<WindowSource, { kind: 'dates' }>;

/** A source of cron is asked for no more starts than this. */
const MOST_STARTS = 20_000;

/** The last moment there is: where no windows are written, nothing can become unknown. */
const FOREVER = instant(8_640_000_000_000_000);

/**
 * The occurrences of all windows that lie in [from, until) or reach into it, those of a source that touch made one, in their
 * order. `feeds` holds what is known of each feed, by the name of its window.
 */
export function occurrences(
  policy: WindowPolicy,
  from: Instant,
  until: Instant,
  feeds: HeldFeeds = new Map(),
): Calendar {
  if (policy.sources.length === 0) return { intervals: [], knownUntil: FOREVER };
  const stretch = { from, until };
  const readings = policy.sources.map((source) => read(source, stretch, feeds));
  const intervals = readings.flatMap((reading) => reading.intervals);
  const ofFeeds = readings.flatMap((reading) => ('refreshAt' in reading ? [reading] : []));
  const staleAt = earliest(ofFeeds.map((reading) => reading.staleAt));
  const refreshAt = earliest(ofFeeds.map((reading) => reading.refreshAt));
  const problems = ofFeeds.flatMap(({ problem }) => problem ?? []);
  return {
    intervals: intervals.toSorted((one, other) => one.from - other.from || one.to - other.to),
    knownUntil: instant(Math.min(...readings.map((reading) => reading.knownUntil))),
    ...(staleAt === null ? {} : { staleAt }),
    ...(refreshAt === null ? {} : { refreshAt }),
    ...(problems.length === 0 ? {} : { problem: problems.join('; ') }),
  };
}

/** What is held of each feed, by the name of its window. */
export type HeldFeeds = ReadonlyMap<string, HeldFeed>;

function read(source: WindowSource, stretch: Stretch, feeds: HeldFeeds): Reading | FeedWindows {
  switch (source.kind) {
    case 'cron':
      return readCron(source, stretch.from, stretch.until);
    case 'dates':
      return readDates(source, stretch.from, stretch.until);
    case 'rrule':
      return readRule(source, stretch);
    case 'ics':
      return readHeldFeed(source, feeds.get(source.name), stretch);
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
    const { to } = occurrence(name, last, duration, timezone);
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
