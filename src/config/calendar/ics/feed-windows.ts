import type { WindowInterval } from '../../../core/window/window.ts';
import { occurrence, type Reading, readingOf, type Stretch, startsToLookAt } from '../reading.ts';
import { RuleStarts } from '../rrule.ts';
import { openingAt } from '../zone.ts';
import type { FeedEvent } from './events.ts';
import type { FeedStart, FeedTime } from './property.ts';

/** The windows that a feed's events are, as far as they reach into a stretch of time. */
export function feedWindows(name: string, groups: readonly (readonly FeedEvent[])[], stretch: Stretch): Reading {
  return readingOf(
    groups.flatMap((group) => {
      const replaced = group.flatMap(({ replaces }) => (replaces === null ? [] : [replaces]));
      return group.filter(({ isWindow }) => isWindow).flatMap((event) => occurrencesOf(name, event, replaced, stretch));
    }),
    stretch,
  );
}

function occurrencesOf(
  name: string,
  event: FeedEvent,
  replaced: readonly FeedTime[],
  stretch: Stretch,
): readonly WindowInterval[] {
  const { start, length, replaces } = event;
  const one = ({ wall, zone, length: own }: FeedStart): WindowInterval => occurrence(name, wall, own ?? length, zone);
  if (replaces !== null) return [one({ ...start, length: null })];
  const left = [...event.exdates, ...replaced];
  return startsOf(event, stretch)
    .filter((begin) => (begin.length ?? length) > 0 && !left.some((other) => isSame(begin, other)))
    .map(one);
}

/** The first start of an event is one whatever its rules say (RFC 5545). */
function startsOf({ start, length, rules, rdates }: FeedEvent, stretch: Stretch): readonly FeedStart[] {
  const [first, last] = startsToLookAt(stretch, length, start.zone);
  const ruled = rules.flatMap((rule) => new RuleStarts(rule, start.wall, start.zone).between(first, last));
  return [{ ...start, length: null }, ...ruled.map((wall) => ({ ...start, wall, length: null })), ...rdates];
}

// On one clock what it shows is compared: two times that the clock jumps over are the same moment, but not the same start.
const isSame = (one: FeedTime, other: FeedTime): boolean =>
  one.isDate === other.isDate &&
  (one.zone === other.zone
    ? one.wall === other.wall
    : openingAt(one.wall, one.zone) === openingAt(other.wall, other.zone));
