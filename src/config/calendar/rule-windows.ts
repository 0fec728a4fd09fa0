import { InvariantViolation } from '../../core/kernel/invariant.ts';
import type { WindowSource } from '../../core/window/window.ts';
import { parseWallTime } from './date-time.ts';
import { occurrence, type Reading, readingOf, type Stretch, startsToLookAt } from './reading.ts';
import { RuleStarts } from './rrule.ts';
import type { WallTime } from './zone.ts';

type RuleSource = Extract<WindowSource, { kind: 'rrule' }>;

/** The occurrences of a window with a recurrence rule, its exceptions and additions. */
export function readRule(source: RuleSource, stretch: Stretch): Reading {
  const { name, rrule, duration, timezone } = source;
  const wall = (text: string): WallTime => {
    const read = parseWallTime(text);
    if (read === undefined) throw new InvariantViolation(`window ${name} was let in with ${text}, which is no date`);
    return read;
  };
  const left = new Set<number>(source.exdates.map(wall));
  const [first, last] = startsToLookAt(stretch, duration, timezone);
  const ruled = new RuleStarts(rrule, wall(source.starts), timezone).between(first, last);
  const starts = [...ruled, ...source.rdates.map(wall)].filter((start) => !left.has(start));
  return readingOf(
    starts.map((start) => occurrence(name, start, duration, timezone)),
    stretch,
  );
}
