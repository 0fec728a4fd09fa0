import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hours, minutes } from '../../core/kernel/duration.ts';
import { instant } from '../../core/kernel/instant.ts';
import { windowAt } from '../../core/window/active.ts';
import type { WindowSource } from '../../core/window/window.ts';
import { eventWish, feedOf } from '../../testing/calendars/feed.ts';
import {
  LONGEST,
  MARGIN,
  MINUTE,
  mark,
  type SmallWorld,
  smallWorlds,
  WORLD,
  written,
} from '../../testing/calendars/minutes.ts';
import { ruleText, ruleWish } from '../../testing/calendars/rule.ts';
import { startsByLooking } from '../../testing/calendars/rule-oracle.ts';
import type { HeldFeed } from './feed-reading.ts';
import { occurrences } from './occurrences.ts';

/** `npm run campaign:calendars` looks at ten thousand. */
const CALENDARS = Number(process.env.PLIMSOLL_CALENDARS ?? 300);
const SEED = Number(process.env.PLIMSOLL_SEED ?? 11);
const DAY = 1_440;

const some = (max: number, most: number) => fc.uniqueArray(fc.nat({ max }), { minLength: 1, maxLength: most });
const duration = fc.oneof(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 1, max: LONGEST }));

const cron = fc.record({
  kind: fc.constant('cron' as const),
  fields: fc.record({ minutes: some(59, 2), hours: fc.oneof(some(4, 2), some(23, 3)), weekdays: some(6, 4) }),
  duration,
});
const dates = fc.record({
  kind: fc.constant('dates' as const),
  from: fc.nat({ max: WORLD }),
  length: fc.integer({ min: 1, max: LONGEST }),
});
const rule = fc.record({
  kind: fc.constant('rrule' as const),
  rule: ruleWish,
  start: fc.integer({ min: -60 * DAY, max: 8 * DAY }),
  duration,
  exdates: fc.array(fc.nat({ max: 12 }), { maxLength: 3 }),
  rdates: fc.array(fc.integer({ min: 0, max: 8 * DAY }), { maxLength: 2 }),
});
const feed = fc.record({ kind: fc.constant('ics' as const), events: fc.array(eventWish, { maxLength: 4 }) });
const wish = fc.oneof(cron, dates, rule, rule, feed, feed);
type Wish = typeof wish extends fc.Arbitrary<infer Of> ? Of : never;

/** A window as it is written; its minutes are marked by looking at each. */
function made(
  one: Wish,
  name: string,
  world: SmallWorld,
  inside: Uint8Array,
  feeds: Map<string, HeldFeed>,
): WindowSource {
  const { wall, zone: timezone } = world;
  const base = wall[0] ?? 0;
  switch (one.kind) {
    case 'dates': {
      const from = base + one.from;
      mark(inside, wall, from, one.length, 0);
      return { kind: 'dates', name, from: written(from), to: written(from + one.length), timezone };
    }
    case 'cron': {
      const { minutes: at, hours: hoursAt, weekdays } = one.fields;
      for (let start = base; start <= base + WORLD; start += 1) {
        const shown = new Date(start * MINUTE);
        const [minute, hour, weekday] = [shown.getUTCMinutes(), shown.getUTCHours(), shown.getUTCDay()];
        if (!at.includes(minute) || !hoursAt.includes(hour) || !weekdays.includes(weekday)) continue;
        mark(inside, wall, start, one.duration);
      }
      const text = `${at.join(',')} ${hoursAt.join(',')} * * ${weekdays.join(',')}`;
      return { kind: 'cron', name, cron: text, duration: minutes(one.duration), timezone };
    }
    case 'rrule': {
      const first = base + one.start;
      const ruled = startsByLooking(one.rule, first, base + 9 * DAY);
      const exdates = one.exdates.flatMap((index) => ruled.at(-1 - index) ?? []);
      const rdates = one.rdates.map((minute) => base + minute);
      for (const start of [...ruled, ...rdates]) {
        if (!exdates.includes(start) && start >= base - LONGEST) mark(inside, wall, start, one.duration);
      }
      return {
        ...{ kind: 'rrule', name, rrule: ruleText(one.rule, first), starts: written(first), timezone },
        ...{ duration: minutes(one.duration), exdates: exdates.map(written), rdates: rdates.map(written) },
      };
    }
    case 'ics': {
      const text = feedOf(one.events, world, inside);
      feeds.set(name, { text, readAt: instant(world.first), problem: null });
      const terms = { match: '^FREEZE', refresh: minutes(15), staleAfter: hours(24 * 30), allowPrivate: [] };
      return { kind: 'ics', name, ics: 'freeze.ics', ...terms, timezone };
    }
  }
}

it(
  'agrees with a minute-by-minute look at the clock, over random calendars',
  () => {
    const world = fc.record({
      world: fc.constantFrom(...smallWorlds()),
      wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
    });

    let insides = 0;
    const kinds: Record<string, number> = {};
    fc.assert(
      fc.property(world, ({ world: here, wishes }) => {
        const inside = new Uint8Array(WORLD);
        const feeds = new Map<string, HeldFeed>();
        const sources = wishes.map((one, index) => made(one, `w${index}`, here, inside, feeds));

        const from = instant(here.first + MARGIN * MINUTE);
        const until = instant(here.first + (WORLD - MARGIN) * MINUTE);
        const calendar = occurrences({ sources, onOpen: 'hold', lookahead: 'start' }, from, until, feeds);

        expect([calendar.knownUntil, calendar.problem]).toEqual([until, undefined]);
        for (let minute = MARGIN; minute < WORLD - MARGIN; minute += 1) {
          const active = windowAt(calendar, instant(here.first + minute * MINUTE)) !== null;
          if (active !== (inside[minute] === 1)) {
            const when = new Date(here.first + minute * MINUTE).toISOString();
            const texts = [...feeds.values()].map(({ text }) => text).join('\n');
            expect.fail(
              `${when} in ${here.zone} is ${active ? 'in' : 'out'}side: ${JSON.stringify(sources)}\n${texts}`,
            );
          }
          if (active) insides += 1;
        }
        for (const { kind } of sources) kinds[kind] = (kinds[kind] ?? 0) + 1;
      }),
      { seed: SEED, numRuns: CALENDARS },
    );

    // Neither all nor nothing: the comparison was of something, and of every kind.
    expect(insides).toBeGreaterThan(CALENDARS * 100);
    expect(insides).toBeLessThan(CALENDARS * (WORLD - 2 * MARGIN));
    for (const kind of ['cron', 'dates', 'rrule', 'ics'])
      expect([kind, (kinds[kind] ?? 0) * 10 > CALENDARS]).toEqual([kind, true]);
    if (CALENDARS > 1_000) console.log(`${CALENDARS} calendars, 0 differences; ${JSON.stringify(kinds)}`);
  },
  15 * 60_000,
);
