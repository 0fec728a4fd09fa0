import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minutes } from '../../core/kernel/duration.ts';
import { instant } from '../../core/kernel/instant.ts';
import { windowAt } from '../../core/window/active.ts';
import type { WindowSource } from '../../core/window/window.ts';
import { occurrences } from './occurrences.ts';

const MINUTE = 60_000;
const WORLD = 6 * 1_440;
/** Windows may begin this long before the minutes that are compared, and end as long after them. */
const MARGIN = 2 * 1_440;

/** Weeks in which something happens to the clocks, and one in which nothing does. */
const WEEKS: readonly (readonly [zone: string, firstMinute: string])[] = [
  ['Europe/Berlin', '2026-03-26T00:00Z'],
  ['Europe/Berlin', '2026-10-22T00:00Z'],
  ['Europe/Berlin', '2026-07-01T00:00Z'],
  ['America/New_York', '2026-03-05T00:00Z'],
  ['America/New_York', '2026-10-29T00:00Z'],
  ['Australia/Lord_Howe', '2026-10-01T00:00Z'],
  ['Australia/Lord_Howe', '2027-04-01T00:00Z'],
  ['America/Sao_Paulo', '2018-11-01T00:00Z'],
  ['Pacific/Apia', '2011-12-27T00:00Z'],
  ['Asia/Kolkata', '2026-03-26T00:00Z'],
];

/** What the wall clock shows at each minute of a week, in minutes as if it were UTC: read from the system's own clock tables. */
function wallMinutes(zone: string, first: number): Int32Array {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  return Int32Array.from({ length: WORLD }, (_, index) => {
    const part = Object.fromEntries(
      format.formatToParts(first + index * MINUTE).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE;
  });
}

interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly weekdays: readonly number[];
}

type Wish =
  | { readonly kind: 'cron'; readonly fields: CronFields; readonly duration: number }
  | { readonly kind: 'dates'; readonly from: number; readonly length: number };

const some = (max: number, most: number) => fc.uniqueArray(fc.nat({ max }), { minLength: 1, maxLength: most });

const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({
    kind: fc.constant('cron' as const),
    fields: fc.record({ minutes: some(59, 2), hours: fc.oneof(some(4, 2), some(23, 3)), weekdays: some(6, 4) }),
    duration: fc.oneof(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 1, max: 1_440 })),
  }),
  fc.record({
    kind: fc.constant('dates' as const),
    from: fc.nat({ max: WORLD }),
    length: fc.integer({ min: 1, max: 2 * 1_440 }),
  }),
);

const written = (wall: number): string => new Date(wall * MINUTE).toISOString().slice(0, 16);

function sourceOf(one: Wish, firstWall: number, timezone: string): WindowSource {
  if (one.kind === 'dates') {
    const from = firstWall + one.from;
    return { kind: 'dates', name: 'w', from: written(from), to: written(from + one.length), timezone };
  }
  const { minutes: at, hours, weekdays } = one.fields;
  return {
    kind: 'cron',
    name: 'w',
    cron: `${at.join(',')} ${hours.join(',')} * * ${weekdays.join(',')}`,
    duration: minutes(one.duration),
    timezone,
  };
}

/** Marks every minute inside an occurrence, by looking at the whole week for each. */
function markInside(one: Wish, wall: Int32Array, inside: Uint8Array): void {
  const firstWall = wall[0] ?? 0;
  const mark = (start: number, end: number, atLeast: number): void => {
    const opening = wall.findIndex((shown) => shown >= start);
    const last = wall.findLastIndex((shown) => shown < end);
    if (opening === -1) return;
    inside.fill(1, opening, Math.max(last + 1, opening + atLeast));
  };
  if (one.kind === 'dates') {
    mark(firstWall + one.from, firstWall + one.from + one.length, 0);
    return;
  }
  const { minutes: at, hours, weekdays } = one.fields;
  for (let start = firstWall; start <= firstWall + WORLD; start += 1) {
    const shown = new Date(start * MINUTE);
    const matches =
      at.includes(shown.getUTCMinutes()) && hours.includes(shown.getUTCHours()) && weekdays.includes(shown.getUTCDay());
    if (matches) mark(start, start + one.duration, one.duration);
  }
}

it('agrees with a minute-by-minute look at the clock, over random calendars', () => {
  const weeks = WEEKS.map(([zone, text]) => {
    const first = Date.parse(text);
    return { zone, first, wall: wallMinutes(zone, first) };
  });
  const world = fc.record({
    week: fc.constantFrom(...weeks),
    wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
  });

  let insides = 0;
  fc.assert(
    fc.property(world, ({ week, wishes }) => {
      const inside = new Uint8Array(WORLD);
      for (const one of wishes) markInside(one, week.wall, inside);

      const sources = wishes.map((one) => sourceOf(one, week.wall[0] ?? 0, week.zone));
      const from = instant(week.first + MARGIN * MINUTE);
      const until = instant(week.first + (WORLD - MARGIN) * MINUTE);
      const calendar = occurrences({ sources, onOpen: 'hold', lookahead: 'start' }, from, until);

      expect(calendar.knownUntil).toBe(until);
      for (let minute = MARGIN; minute < WORLD - MARGIN; minute += 1) {
        const active = windowAt(calendar, instant(week.first + minute * MINUTE)) !== null;
        if (active !== (inside[minute] === 1)) {
          const when = new Date(week.first + minute * MINUTE).toISOString();
          expect.fail(`${when} in ${week.zone} is ${active ? 'inside' : 'outside'}: ${JSON.stringify(sources)}`);
        }
        if (active) insides += 1;
      }
    }),
    { seed: 11, numRuns: 520 },
  );
  // Neither all nor nothing: the comparison was of something.
  expect(insides).toBeGreaterThan(50_000);
  expect(insides).toBeLessThan(520 * (WORLD - 2 * MARGIN));
});
