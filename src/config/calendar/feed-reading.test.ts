import { describe, expect, it } from 'vitest';
import { hours, minutes } from '../../core/kernel/duration.ts';
import { instant, later } from '../../core/kernel/instant.ts';
import { firstConflict, windowAt } from '../../core/window/active.ts';
import type { WindowSource } from '../../core/window/window.ts';
import type { HeldFeed } from './feed-reading.ts';
import { occurrences } from './occurrences.ts';

const NOW = instant(Date.UTC(2026, 10, 20, 12));
const SOURCE: WindowSource = {
  ...{ kind: 'ics', name: 'company', ics: 'freeze.ics', match: null, timezone: 'UTC', allowPrivate: [] },
  ...{ refresh: minutes(15), staleAfter: hours(24) },
};
const TEXT = [
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:FREEZE',
  'DTSTART:20261120T180000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
].join('\r\n');

const calendarWith = (held: Partial<HeldFeed> | undefined) => {
  const feeds = new Map(held === undefined ? [] : [['company', { text: TEXT, readAt: NOW, problem: null, ...held }]]);
  return occurrences({ sources: [SOURCE], onOpen: 'hold', lookahead: 'start' }, NOW, later(NOW, hours(48)), feeds);
};

describe('a feed that', () => {
  it('was read just now is known to the horizon, is read again in time, and is believed until it is stale', () => {
    const calendar = calendarWith({});

    expect(calendar.intervals).toMatchObject([{ name: 'company', from: Date.UTC(2026, 10, 20, 18) }]);
    expect([calendar.knownUntil, calendar.refreshAt, calendar.staleAt, calendar.problem]).toEqual([
      ...[later(NOW, hours(48)), later(NOW, minutes(15)), later(NOW, hours(24)), undefined],
    ]);
    expect(windowAt(calendar, instant(later(NOW, hours(24)) - 1))).toBeNull();
    expect(windowAt(calendar, later(NOW, hours(24)))).toBe('unknown');
  });

  it('is fresh when a run begins does not refuse one that is longer than it may be old', () => {
    const calendar = calendarWith({});

    expect(firstConflict(calendar, later(NOW, hours(8)), hours(30))).toBeNull();
    expect(firstConflict(calendar, later(NOW, hours(25)), minutes(1))).toBe('unknown');
  });

  it('was never read, or cannot be, denies every moment and says why', () => {
    for (const held of [undefined, { text: null, readAt: null, problem: 'answered 500' }, { text: '<html>' }]) {
      const calendar = calendarWith(held);

      expect([windowAt(calendar, NOW), firstConflict(calendar, NOW, minutes(1))]).toEqual(['unknown', 'unknown']);
      expect(calendar.problem).toMatch(/^the feed of window company cannot be read: ./);
      expect(calendar.refreshAt).toBe(later(NOW, minutes(5)));
    }
  });

  it('failed just now is believed from its last good text, tried again soon, and denies once that is stale', () => {
    const readAt = instant(NOW - hours(23));
    const calendar = calendarWith({ readAt, problem: 'timed out' });

    expect([windowAt(calendar, NOW), calendar.refreshAt]).toEqual([null, later(NOW, minutes(5))]);
    expect(calendar.problem).toContain('was last read at 2026-11-19T13:00:00.000Z: timed out');
    expect(windowAt(calendar, later(NOW, hours(1)))).toBe('unknown');
    expect(windowAt(calendarWith({ readAt: instant(NOW - hours(24)), problem: 'timed out' }), NOW)).toBe('unknown');
  });

  it('stands beside other windows denies with them: the first that is stale counts for all', () => {
    const other: WindowSource = { ...SOURCE, name: 'team', staleAfter: hours(2) };
    const held = { text: TEXT, readAt: NOW, problem: null };
    const feeds = new Map([
      ['company', held],
      ['team', held],
    ]);
    const policy = { sources: [SOURCE, other], onOpen: 'hold', lookahead: 'start' } as const;

    const calendar = occurrences(policy, NOW, later(NOW, hours(48)), feeds);

    expect(calendar.staleAt).toBe(later(NOW, hours(2)));
    expect(calendar.intervals.map(({ name }) => name).sort()).toEqual(['company', 'team']);
  });
});
