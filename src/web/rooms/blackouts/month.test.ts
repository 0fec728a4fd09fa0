import { describe, expect, it } from 'vitest';
import { instant } from '../../../core/kernel/instant.ts';
import type { Calendar } from '../../../core/window/window.ts';
import { wallTime } from '../../data/zoned.ts';
import { beginningOf, canShow, monthAfter, monthAsked, monthAt, weeksOf } from './month.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
const ZONES = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kathmandu', 'Africa/Cairo'];
const LONG_AGO = at('2020-01-01T00:00Z');

/** A calendar in which these stretches are closed. */
const closed = (...stretches: readonly (readonly [from: string, to: string, name?: string])[]): Calendar => ({
  intervals: stretches.map(([from, to, name = 'freeze']) => ({ name, from: instant(at(from)), to: instant(at(to)) })),
  knownUntil: instant(at('2030-01-01T00:00Z')),
});

/** How the days of a month stand that are of it, by their dates. */
const standings = (calendar: Calendar, month: string, zone: string, now = LONG_AGO): Readonly<Record<string, string>> =>
  Object.fromEntries(
    weeksOf(calendar, month, zone, now)
      .flat()
      .filter(({ isOfMonth }) => isOfMonth)
      .map(({ date, standing }) => [date, standing]),
  );
const notFree = (...given: Parameters<typeof standings>) =>
  Object.fromEntries(Object.entries(standings(...given)).filter(([, standing]) => standing !== 'free'));

describe('the sheet of a month', () => {
  it.each(ZONES)('has each day once, without a gap, and weeks that begin on Monday: %s', (zone) => {
    for (let month = '2026-09'; month <= '2027-11'; month = monthAfter(month, 1)) {
      const weeks = weeksOf(closed(), month, zone, LONG_AGO);
      const days = weeks.flat();
      const [year = 0, number = 0] = month.split('-').map(Number);
      const length = new Date(Date.UTC(year, number, 0)).getUTCDate();

      expect(days.filter(({ isOfMonth }) => isOfMonth).map(({ date }) => date)).toEqual(
        Array.from({ length }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`),
      );
      for (const week of weeks) {
        expect(week.length).toBe(7);
        expect(new Date(`${week[0]?.date}T00:00Z`).getUTCDay(), week[0]?.date).toBe(1);
      }
      expect(days.slice(1).map(({ from }) => from)).toEqual(days.slice(0, -1).map(({ to }) => to));
    }
  });

  it.each([
    ['2027-02', 4, '2027-02-01', 'begins on a Monday and ends on a Sunday'],
    ['2026-11', 6, '2026-10-26', 'begins on a Sunday'],
    ['2028-02', 5, '2028-01-31', 'has a leap day'],
  ])('of %s has %i weeks from %s, as it %s', (month, weeks, first) => {
    expect(weeksOf(closed(), month, 'Europe/Berlin', LONG_AGO).length).toBe(weeks);
    expect(wallTime(beginningOf(month, 'Europe/Berlin'), 'Europe/Berlin')).toBe(`${first}T00:00`);
  });

  it('tells a day that is closed whole from one that is closed for a part', () => {
    const freeze = closed(['2026-12-03T10:00Z', '2026-12-06T00:00Z']);

    expect(notFree(freeze, '2026-12', 'UTC')).toEqual({
      '2026-12-03': 'part',
      '2026-12-04': 'whole',
      '2026-12-05': 'whole',
    });
  });

  it('puts the same windows on the days of each zone', () => {
    const berlin = closed(['2026-12-03T23:00Z', '2026-12-04T23:00Z']);

    expect(notFree(berlin, '2026-12', 'Europe/Berlin')).toEqual({ '2026-12-04': 'whole' });
    expect(notFree(berlin, '2026-12', 'UTC')).toEqual({ '2026-12-03': 'part', '2026-12-04': 'part' });
  });

  it('counts what two windows share once, and two that meet as one', () => {
    const twice = closed(['2026-12-03T00:00Z', '2026-12-03T13:00Z'], ['2026-12-03T09:00Z', '2026-12-03T20:00Z']);
    const met = closed(['2026-12-03T00:00Z', '2026-12-03T12:00Z'], ['2026-12-03T12:00Z', '2026-12-04T00:00Z']);

    expect(notFree(twice, '2026-12', 'UTC')).toEqual({ '2026-12-03': 'part' });
    expect(notFree(met, '2026-12', 'UTC')).toEqual({ '2026-12-03': 'whole' });
  });

  it.each([
    ['shorter', '2027-03', '2027-03-28', 23],
    ['longer', '2026-10', '2026-10-25', 25],
  ])('has a day that a change of clocks makes %s, closed whole by its own length', (_, month, date, hours) => {
    const day = weeksOf(closed(), month, 'Europe/Berlin', LONG_AGO)
      .flat()
      .find((one) => one.date === date);
    if (day === undefined) throw new Error('it has no such day');
    const all = closed([new Date(day.from).toISOString(), new Date(day.to).toISOString()]);
    const nearly = closed([new Date(day.from).toISOString(), new Date(day.to - 60_000).toISOString()]);

    expect((day.to - day.from) / HOUR).toBe(hours);
    expect(notFree(all, month, 'Europe/Berlin')).toEqual({ [date]: 'whole' });
    expect(notFree(nearly, month, 'Europe/Berlin')).toEqual({ [date]: 'part' });
  });

  it('gives the moments between which a part of a day is closed', () => {
    const night = closed(['2026-12-03T22:00Z', '2026-12-04T02:00Z', 'night']);
    const days = weeksOf(night, '2026-12', 'UTC', LONG_AGO).flat();

    expect(days.flatMap((day) => day.closed.map(({ name, begins, ends }) => [day.date, name, begins, ends]))).toEqual([
      ['2026-12-03', 'night', at('2026-12-03T22:00Z'), at('2026-12-04T00:00Z')],
      ['2026-12-04', 'night', at('2026-12-04T00:00Z'), at('2026-12-04T02:00Z')],
    ]);
  });

  it('says of days behind the horizon that they are not known, and never that they are free', () => {
    const short = { ...closed(), knownUntil: instant(at('2026-12-30T12:00Z')) };

    expect(notFree(short, '2026-12', 'UTC')).toEqual({ '2026-12-30': 'unknown', '2026-12-31': 'unknown' });
  });

  it('says nothing of days that are over, and of today what is left', () => {
    const early = closed(['2026-12-01T00:00Z', '2026-12-04T00:00Z']);

    expect(notFree(early, '2026-12', 'UTC', at('2026-12-03T09:00Z'))).toEqual({
      '2026-12-01': 'over',
      '2026-12-02': 'over',
      '2026-12-03': 'whole',
    });
  });
});

describe('the month that an address asks for', () => {
  it('is this one where it asks for none that can be shown', () => {
    const asked = (text: string | null) => monthAsked(text, '2026-11');

    for (const text of [null, '', '2026-10', '2026-13', '2026-00', '2027-12', '26-12', '2026-12-01', 'x'])
      expect(asked(text), `${text}`).toBe('2026-11');
    for (const text of ['2026-11', '2026-12', '2027-01', '2027-11']) expect(asked(text)).toBe(text);
  });

  it('has neighbours over the turn of a year, and ends a year ahead', () => {
    expect(monthAfter('2026-12', 1)).toBe('2027-01');
    expect(monthAfter('2027-01', -1)).toBe('2026-12');
    expect(canShow('2027-11', '2026-11')).toBe(true);
    expect(canShow('2027-12', '2026-11')).toBe(false);
  });

  it('is the one that the clocks of the zone show', () => {
    expect(monthAt(at('2026-11-30T23:30Z'), 'UTC')).toBe('2026-11');
    expect(monthAt(at('2026-11-30T23:30Z'), 'Europe/Berlin')).toBe('2026-12');
  });
});
