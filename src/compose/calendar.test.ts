import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Duration, hours, minutes } from '../core/kernel/duration.ts';
import { type Instant, instant, later } from '../core/kernel/instant.ts';
import { windowAt } from '../core/window/active.ts';
import type { WindowPolicy, WindowSource } from '../core/window/window.ts';
import type { CalendarFeed } from '../ports/calendar-feed.ts';
import { DriverError } from '../ports/driver-error.ts';
import { calendarReader } from './calendar.ts';

const START = instant(Date.UTC(2026, 10, 20, 12));
const source = (name = 'company'): WindowSource => ({
  ...{ kind: 'ics', name, ics: `${name}.ics`, match: null, timezone: 'UTC', allowPrivate: [] },
  ...{ refresh: minutes(15), staleAfter: hours(24) },
});
const policy = (...sources: readonly WindowSource[]): WindowPolicy => ({ sources, onOpen: 'hold', lookahead: 'start' });

const feedText = (day: string): string =>
  `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:202611${day}T180000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

let kept = '';
beforeEach(async () => {
  kept = await mkdtemp(join(tmpdir(), 'plimsoll-calendars-'));
});
afterEach(() => rm(kept, { recursive: true }));

/** A feed that answers as it is told, and counts how often it was asked. */
function aFeed() {
  const told = { text: feedText('20') as string | null, asked: 0 };
  const feed: CalendarFeed = {
    name: 'told',
    read: async () => {
      told.asked += 1;
      if (told.text === null) throw new DriverError('it is away', { retryable: true });
      return told.text;
    },
  };
  return { feed, told };
}

const past = (time: Duration): Instant => later(START, time);

function reading(feed: CalendarFeed) {
  const read = calendarReader(feed, kept);
  return (now: Instant, sources: readonly WindowSource[] = [source()]) =>
    read(policy(...sources), now, later(now, hours(48)), '/unit');
}

describe('the calendar of feeds', () => {
  it('asks a feed again only when it is due, once for all who want it', async () => {
    const { feed, told } = aFeed();
    const at = reading(feed);

    await Promise.all([at(START), at(START), at(START)]);
    await at(later(START, minutes(14)));
    expect(told.asked).toBe(1);
    told.text = feedText('21');
    const calendar = await at(later(START, minutes(15)));

    expect([told.asked, calendar.intervals[0]?.from]).toEqual([2, Date.UTC(2026, 10, 21, 18)]);
  });

  it('goes on with the last good text while a feed is away or unreadable, until that is stale', async () => {
    const { feed, told } = aFeed();
    const at = reading(feed);
    await at(START);

    for (const text of [null, '<html>']) {
      told.text = text;
      const calendar = await at(past(hours(3)));
      expect([windowAt(calendar, past(hours(3))), calendar.intervals.length]).toEqual([null, 1]);
      expect(calendar.problem).toContain('was last read at 2026-11-20T12:00:00.000Z');
    }

    expect(windowAt(await at(past(hours(24))), past(hours(24)))).toBe('unknown');
    told.text = feedText('25');
    expect(windowAt(await at(past(hours(25))), past(hours(25)))).toBeNull();
  });

  it('denies while a feed was never read, and asks for it each time', async () => {
    const { feed, told } = aFeed();
    told.text = null;
    const at = reading(feed);

    expect(windowAt(await at(START), START)).toBe('unknown');
    expect(windowAt(await at(START), START)).toBe('unknown');
    expect(told.asked).toBe(2);
  });

  it('knows the last good text over a restart, and believes no file that was damaged or comes from the future', async () => {
    const { feed, told } = aFeed();
    await reading(feed)(START);
    told.text = null;

    const again = await reading(feed)(past(hours(2)));
    expect([windowAt(again, past(hours(2))), again.staleAt]).toEqual([null, past(hours(24))]);
    const [file = ''] = await readdir(kept);
    await writeFile(join(kept, file), JSON.stringify({ text: feedText('20'), readAt: past(hours(1_000)) }));
    expect((await reading(feed)(past(hours(2)))).staleAt).toBe(past(hours(26)));
    await writeFile(join(kept, file), 'nothing');
    expect(windowAt(await reading(feed)(START), START)).toBe('unknown');
  });

  it('keeps each feed by itself', async () => {
    const { feed, told } = aFeed();

    await reading(feed)(START, [source('one'), source('two')]);

    expect([told.asked, (await readdir(kept)).length]).toEqual([2, 2]);
  });
});
