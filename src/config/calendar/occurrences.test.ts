import { describe, expect, it } from 'vitest';
import { hours, minutes } from '../../core/kernel/duration.ts';
import { instant } from '../../core/kernel/instant.ts';
import { windowAt } from '../../core/window/active.ts';
import type { Calendar, WindowSource } from '../../core/window/window.ts';
import { occurrences } from './occurrences.ts';

const moment = (text: string) => instant(Date.parse(text));

const calendarOf = (sources: readonly WindowSource[], from: string, until: string): Calendar =>
  occurrences({ sources, onOpen: 'hold', lookahead: 'whole-run' }, moment(from), moment(until));

const shown = (calendar: Calendar): readonly string[] =>
  calendar.intervals.map(({ name, from, to }) =>
    [name, ...[from, to].map((one) => new Date(one).toISOString().slice(0, 16))].join(' '),
  );

const cron = (text: string, duration: number, timezone = 'Europe/Berlin', name = 'w'): WindowSource => ({
  kind: 'cron',
  name,
  cron: text,
  duration: minutes(duration),
  timezone,
});

const dates = (from: string, to: string, timezone = 'Europe/Berlin', name = 'd'): WindowSource => ({
  kind: 'dates',
  name,
  from,
  to,
  timezone,
});

describe('occurrences of a cron window', () => {
  it('lie at the written hour of the zone, across a change of the clocks', () => {
    const calendar = calendarOf([cron('0 17 * * 1-5', 240)], '2026-10-23T00:00Z', '2026-10-27T00:00Z');

    expect(shown(calendar)).toEqual(['w 2026-10-23T15:00 2026-10-23T19:00', 'w 2026-10-26T16:00 2026-10-26T20:00']);
    expect(calendar.knownUntil).toBe(moment('2026-10-27T00:00Z'));
  });

  it('that reach into the range are there whole', () => {
    expect(shown(calendarOf([cron('0 17 * * *', 240, 'UTC')], '2026-11-20T18:00Z', '2026-11-21T17:00Z'))).toEqual([
      'w 2026-11-20T17:00 2026-11-20T21:00',
    ]);
  });

  it('that touch or overlap are one', () => {
    expect(shown(calendarOf([cron('*/30 9-10 * * *', 30, 'UTC')], '2026-11-20T00:00Z', '2026-11-21T00:00Z'))).toEqual([
      'w 2026-11-20T09:00 2026-11-20T11:00',
    ]);
    expect(
      shown(calendarOf([cron('*/30 9-10 * * *', 29, 'UTC')], '2026-11-20T00:00Z', '2026-11-21T00:00Z')),
    ).toHaveLength(4);
  });

  it('begin at the next valid minute when their start is skipped, and keep their length', () => {
    expect(shown(calendarOf([cron('30 2 * * *', 60)], '2026-03-29T00:00Z', '2026-03-29T12:00Z'))).toEqual([
      'w 2026-03-29T01:00 2026-03-29T02:00',
    ]);
  });

  it('begin at the first and end at the last of a repeated hour', () => {
    expect(shown(calendarOf([cron('30 2 * * *', 15)], '2026-10-24T12:00Z', '2026-10-25T12:00Z'))).toEqual([
      'w 2026-10-25T00:30 2026-10-25T01:45',
    ]);
  });

  it('end as the wall clock shows it when the night is an hour longer', () => {
    expect(shown(calendarOf([cron('0 22 * * 6', 480)], '2026-10-24T12:00Z', '2026-10-25T12:00Z'))).toEqual([
      'w 2026-10-24T20:00 2026-10-25T05:00',
    ]);
  });

  it('last as long as written when the night is an hour shorter', () => {
    expect(shown(calendarOf([cron('0 22 * * 6', 480)], '2026-03-28T12:00Z', '2026-03-29T12:00Z'))).toEqual([
      'w 2026-03-28T21:00 2026-03-29T05:00',
    ]);
  });

  it('may be longer than the time between them', () => {
    const always = calendarOf([cron('0 0 * * *', 60 * 24 * 400, 'UTC')], '2026-11-20T00:00Z', '2027-11-20T00:00Z');

    expect(always.intervals).toHaveLength(1);
    expect(windowAt(always, moment('2027-06-01T00:00Z'))).toMatchObject({ name: 'w' });
  });

  it('beyond a number of them are left unknown, which counts as inside', () => {
    const calendar = calendarOf([cron('*/2 * * * *', 1, 'UTC')], '2026-01-01T00:00Z', '2027-01-01T00:00Z');

    expect(calendar.intervals.length).toBeLessThanOrEqual(2_001);
    expect(calendar.knownUntil).toBeGreaterThan(moment('2026-01-02T00:00Z'));
    expect(windowAt(calendar, moment('2026-12-01T00:01Z'))).toBe('unknown');
    expect(windowAt(calendar, moment('2026-01-01T10:01Z'))).toBeNull();
  });
});

describe('occurrences of a window between two dates', () => {
  it('are in its own zone', () => {
    const source = dates('2026-12-18T00:00', '2027-01-04T06:00', 'America/New_York');

    expect(shown(calendarOf([source], '2026-11-20T00:00Z', '2027-11-20T00:00Z'))).toEqual([
      'd 2026-12-18T05:00 2027-01-04T11:00',
    ]);
  });

  it('are none when they are over or lie past the horizon', () => {
    const source = dates('2026-12-18T00:00', '2027-01-04T06:00');

    expect(shown(calendarOf([source], '2027-01-04T05:00Z', '2028-01-01T00:00Z'))).toEqual([]);
    expect(shown(calendarOf([source], '2026-01-04T05:00Z', '2026-12-17T23:00Z'))).toEqual([]);
  });

  it('are none when both lie in an hour that is skipped', () => {
    expect(
      shown(calendarOf([dates('2026-03-29T02:10', '2026-03-29T02:40')], '2026-01-01T00:00Z', '2027-01-01T00:00Z')),
    ).toEqual([]);
  });
});

describe('a calendar', () => {
  it('holds the windows of all sources in the order in which they open', () => {
    const calendar = calendarOf(
      [dates('2026-11-20T09:00', '2026-11-20T12:00', 'UTC'), cron('0 8 * * *', 120, 'UTC')],
      '2026-11-20T00:00Z',
      '2026-11-21T00:00Z',
    );

    expect(shown(calendar)).toEqual(['w 2026-11-20T08:00 2026-11-20T10:00', 'd 2026-11-20T09:00 2026-11-20T12:00']);
  });

  it('without windows is known for ever', () => {
    const calendar = calendarOf([], '2026-11-20T00:00Z', '2026-11-21T00:00Z');

    expect(windowAt(calendar, instant(moment('2026-11-20T00:00Z') + hours(24 * 365 * 100)))).toBeNull();
  });
});
