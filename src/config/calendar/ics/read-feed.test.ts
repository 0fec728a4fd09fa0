import { describe, expect, it } from 'vitest';
import { instant } from '../../../core/kernel/instant.ts';
import { feedWindows } from './feed-windows.ts';
import { readFeed } from './read-feed.ts';

const TERMS = { match: '^FREEZE', timezone: 'Europe/Berlin' };

const calendar = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');

const event = (...lines: readonly string[]): string =>
  ['BEGIN:VEVENT', 'UID:one', 'SUMMARY:FREEZE', ...lines, 'END:VEVENT'].join('\r\n');

function windows(text: string, terms = TERMS): readonly string[] {
  const reading = readFeed(text, terms);
  if ('fault' in reading) throw new Error(reading.fault);
  const stretch = { from: instant(Date.UTC(2026, 9, 1)), until: instant(Date.UTC(2027, 0, 1)) };
  return feedWindows('w', reading.groups, stretch).intervals.map(({ from, to }) =>
    [from, to].map((one) => new Date(one).toISOString().slice(0, 16)).join(' '),
  );
}

const faultOf = (text: string): string => {
  const reading = readFeed(text, TERMS);
  return 'fault' in reading ? reading.fault : 'none';
};

describe('the events of a feed', () => {
  it('are windows by their times: in a zone, in UTC, floating, or of whole days', () => {
    const text = calendar(
      event('DTSTART;TZID=America/New_York:20261024T170000', 'DTEND;TZID=America/New_York:20261024T180000'),
      event('DTSTART:20261101T100000Z', 'DURATION:PT90M'),
      event('DTSTART:20261102T100000', 'DTEND:20261102T110000'),
      event('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'),
      event('DTSTART;VALUE=DATE:20261231'),
      event('DTSTART:20261103T100000Z'),
    );

    expect(windows(text)).toEqual([
      '2026-10-24T21:00 2026-10-24T22:00',
      '2026-11-01T10:00 2026-11-01T11:30',
      '2026-11-02T09:00 2026-11-02T10:00',
      '2026-12-23T23:00 2026-12-26T23:00',
      '2026-12-30T23:00 2026-12-31T23:00',
    ]);
  });

  it('between two zones last as long as between the two moments', () => {
    const text = calendar(
      event('DTSTART;TZID=Europe/Berlin:20261101T200000', 'DTEND;TZID=America/New_York:20261101T160000'),
    );

    expect(windows(text)).toEqual(['2026-11-01T19:00 2026-11-01T21:00']);
  });

  it('recur, without their exceptions, with their additions, and as their replacements say', () => {
    const master = ['DTSTART;TZID=Europe/Berlin:20261023T170000', 'DTEND;TZID=Europe/Berlin:20261023T180000'];
    const text = calendar(
      event(
        ...master,
        'RRULE:FREQ=DAILY;COUNT=6',
        'EXDATE;TZID=Europe/Berlin:20261024T170000',
        'RDATE;VALUE=PERIOD:20261110T120000Z/20261110T150000Z',
      ),
      event('RECURRENCE-ID;TZID=Europe/Berlin:20261026T170000', 'DTSTART:20261026T200000Z', 'DTEND:20261026T203000Z'),
      event('RECURRENCE-ID:20261027T160000Z', 'DTSTART:20261027T160000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'),
      event('RECURRENCE-ID:20261028T160000Z', 'DTSTART:20261028T160000Z', 'DURATION:PT1H').replace(
        'FREEZE',
        'no freeze',
      ),
    );

    expect(windows(text)).toEqual([
      '2026-10-23T15:00 2026-10-23T16:00',
      '2026-10-25T16:00 2026-10-25T17:00',
      '2026-10-26T20:00 2026-10-26T20:30',
      '2026-11-10T12:00 2026-11-10T15:00',
    ]);
  });

  it('are windows only when their summary fits', () => {
    const text = calendar(
      event('DTSTART:20261101T100000Z', 'DURATION:PT1H').replace('FREEZE', 'Party of the FREEZE'),
      event('DTSTART:20261102T100000Z', 'DURATION:PT1H').replace('FREEZE', 'FREEZE\\, again'),
    );

    expect(windows(text)).toEqual(['2026-11-02T10:00 2026-11-02T11:00']);
    expect(windows(text, { ...TERMS, match: 'FREEZE$' })).toEqual(['2026-11-01T10:00 2026-11-01T11:00']);
    expect(windows(text, { ...TERMS, match: '^FREEZE, again$' })).toHaveLength(1);
    expect(windows(text, { ...TERMS, match: 'FREEZE' })).toHaveLength(2);
  });

  it('know zones by the names of vendors', () => {
    const own = 'BEGIN:VTIMEZONE\r\nTZID:My own\r\nX-LIC-LOCATION:Europe/Berlin\r\nEND:VTIMEZONE';
    for (const zone of ['W. Europe Standard Time', '/vendor.example/20260101/Europe/Berlin', 'My own']) {
      const text = calendar(own, event(`DTSTART;TZID="${zone}":20261102T100000`, 'DURATION:PT1H'));
      expect([zone, windows(text)]).toEqual([zone, ['2026-11-02T09:00 2026-11-02T10:00']]);
    }
  });
});

describe('a feed', () => {
  it('without events has no windows, and may begin with a byte order mark', () => {
    expect(windows(calendar())).toEqual([]);
    expect(windows(`\uFEFF${calendar(event('DTSTART:20261102T100000Z', 'DURATION:PT1H'))}`)).toHaveLength(1);
  });

  it.each([
    ['<!doctype html><title>Sign in</title>', 'no iCalendar text'],
    ['', 'no iCalendar text'],
    ['{"events":[]}', 'no iCalendar text'],
    ['BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\nEND:VCARD', 'no iCalendar text'],
    [calendar(event('DTSTART:20261102T100000Z')).slice(0, 90), 'cut off'],
    [calendar(event('DURATION:PT1H')), 'no DTSTART'],
    [calendar(event('DTSTART:yesterday', 'DURATION:PT1H')), 'is no time'],
    [calendar(event('DTSTART;TZID=Mars/Base:20261102T100000', 'DURATION:PT1H')), "zone 'Mars/Base' is not known"],
    [calendar(event('DTSTART:20261102T100000Z', 'DTEND:20261101T100000Z')), 'ends before it begins'],
    [calendar(event('DTSTART:20261102T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=HOURLY')), 'is not read here'],
    [
      calendar(event('DTSTART:20261102T100000Z', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20261101T100000Z')),
      'a range of occurrences',
    ],
    [`${'BEGIN:VCALENDAR\r\n'.repeat(20)}${'END:VCALENDAR\r\n'.repeat(20)}`, 'nested too deep'],
    [calendar('BEGIN:VEVENT\r\nEND:VEVENT\r\n'.repeat(10_001).trim()), 'more than 10000 components'],
    [calendar(`DESCRIPTION:${'x'.repeat(1024 * 1024)}`), 'larger than'],
  ])('that cannot be trusted is not read in part (%#)', (text, fault) => {
    expect(faultOf(text)).toContain(fault);
  });

  it('may hold anything in events that are no windows', () => {
    const odd = event('DTSTART;TZID=Mars/Base:20261102T100000', 'RRULE:FREQ=SECONDLY').replaceAll('FREEZE', 'Lunch');

    expect(faultOf(calendar(odd.replace('UID:one', 'UID:two')))).toBe('none');
  });
});
