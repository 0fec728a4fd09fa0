import { describe, expect, it } from 'vitest';
import { parseWallTime } from './date-time.ts';
import { RuleStarts, ruleFault } from './rrule.ts';
import type { WallTime } from './zone.ts';

const wall = (text: string): WallTime => parseWallTime(text) ?? (Number.NaN as WallTime);

const starts = (rule: string, first: string, from: string, to: string, zone = 'UTC') =>
  new RuleStarts(rule, wall(first), zone)
    .between(wall(from), wall(to))
    .map((one) => new Date(one).toISOString().slice(0, 16));

describe('a recurrence rule', () => {
  it.each([
    'FREQ=WEEKLY;BYDAY=FR',
    'FREQ=DAILY;INTERVAL=3;COUNT=10',
    'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=15;BYMINUTE=0,30',
    'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,25;UNTIL=20301231T235959Z',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU',
  ])('may be %s', (text) => {
    expect(ruleFault(text)).toBeNull();
  });

  it.each([
    ['', 'is no part'],
    ['FREQ=HOURLY', 'FREQ is one of DAILY'],
    ['FREQ=SECONDLY', 'FREQ is one of DAILY'],
    ['BYDAY=MO', 'FREQ is missing'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'twice'],
    ['FREQ=DAILY;BYEASTER=1', 'BYEASTER is not known here'],
    ['RRULE:FREQ=DAILY', 'is no part'],
    ['FREQ=DAILY;BYDAY=XX', 'BYDAY'],
    ['FREQ=DAILY;INTERVAL=0', 'interval'],
    ['FREQ=DAILY;COUNT=1;UNTIL=20300101', 'COUNT and UNTIL'],
    ['FREQ=DAILY;UNTIL=soon', 'is no part'],
    ['FREQ=DAILY;UNTIL=2030', 'UNTIL=2030 is no date'],
    ['FREQ=DAILY;COUNT=10001', 'COUNT is at most'],
    [`FREQ=DAILY;BYMINUTE=${Array.from({ length: 49 }, (_, minute) => minute).join(',')}`, 'more than 48 times a day'],
    [`FREQ=DAILY;BYDAY=${'MO,'.repeat(300)}MO`, 'longer than'],
  ])('is not %j', (text, fault) => {
    expect(ruleFault(text)).toContain(fault);
  });

  it('counts from its first start, however long ago that was', () => {
    expect(
      starts('FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', '2016-01-01T15:00', '2026-11-20T00:00', '2026-12-10T00:00'),
    ).toEqual(['2026-11-20T15:00', '2026-12-04T15:00']);
  });

  it('ends with the moment that UNTIL names, by the clock of its zone', () => {
    const until = (text: string) =>
      starts(`FREQ=DAILY;UNTIL=${text}`, '2026-10-20T15:00', '2026-10-26T00:00', '2026-10-30T00:00', 'Europe/Berlin');

    expect(until('20261027T140000Z')).toEqual(['2026-10-26T15:00', '2026-10-27T15:00']);
    expect(until('20261027T135959Z')).toEqual(['2026-10-26T15:00']);
    expect(until('20261027T150000')).toEqual(['2026-10-26T15:00', '2026-10-27T15:00']);
    expect(until('20261026')).toEqual(['2026-10-26T15:00']);
  });
});
