import { describe, expect, it } from 'vitest';
import { aConfiguration, shortProblems, specOf } from './fixtures/configuration.ts';

const windows = (...texts: readonly string[]): string =>
  `\n  timezone: Europe/Berlin\n  windows:${texts.map((text) => `\n    - ${text}`).join('')}`;

describe('windows', () => {
  it.each([
    [
      'have a zone',
      '{ windows: [{ name: a, cron: "0 9 * * 1", duration: 1h }] }',
      ['timezone-missing 5: { name: a, cron: "0 9 * * 1", duration: 1h }'],
    ],
    ['have a zone that exists', '{ timezone: Mars/Base, windows: [] }', ['timezone 5: Mars/Base']],
    ['have a time', windows('{ name: a }'), ['window-times 8: { name: a }']],
    [
      'have not two kinds of time',
      windows('{ name: a, cron: "0 9 * * 1", to: "2026-12-18T00:00" }'),
      ['window-times 8: { name: a, cron: "0 9 * * 1", to: "2026-12-18T00:00" }'],
    ],
    [
      'have a duration beside cron',
      windows('{ name: a, cron: "0 9 * * 1" }'),
      ['missing-key 8: { name: a, cron: "0 9 * * 1" }'],
    ],
    [
      'have an end beside their begin',
      windows('{ name: a, from: "2026-12-18T00:00" }'),
      ['missing-key 8: { name: a, from: "2026-12-18T00:00" }'],
    ],
    [
      'end after they begin',
      windows('{ name: a, from: "2026-12-18T00:00", to: "2026-12-18T00:00" }'),
      ['window-order 8: "2026-12-18T00:00"'],
    ],
    [
      'have dates of the calendar',
      windows('{ name: a, from: "2026-02-30T00:00", to: 2026-12-18 }'),
      ['date 8: "2026-02-30T00:00"', 'date 8: 2026-12-18'],
    ],
    [
      'have names of their own',
      windows('{ name: a, cron: "0 9 * * 1", duration: 1h }', '{ name: a, cron: "0 8 * * 1", duration: 1h }'),
      ['name-taken 9: a'],
    ],
    [
      'have cron expressions that happen',
      windows('{ name: a, cron: "0 0 30 2 *", duration: 1h }'),
      ['cron 8: "0 0 30 2 *"'],
    ],
    [
      'have rules that can be read',
      windows('{ name: a, rrule: FREQ=HOURLY, starts: "2026-01-02T15:00", duration: 1h }'),
      ['rrule 8: FREQ=HOURLY'],
    ],
    [
      'have a first start beside their rule',
      windows('{ name: a, rrule: "FREQ=WEEKLY;BYDAY=FR", duration: 1h }'),
      ['missing-key 8: { name: a, rrule: "FREQ=WEEKLY;BYDAY=FR", duration: 1h }'],
    ],
    [
      'have a first start that is one of the rule',
      windows('{ name: a, rrule: "FREQ=WEEKLY;BYDAY=FR", starts: "2026-01-01T15:00", duration: 1h }'),
      ['window-start 8: "2026-01-01T15:00"'],
    ],
    [
      'have exceptions that are dates',
      windows('{ name: a, rrule: FREQ=DAILY, starts: "2026-01-01T15:00", duration: 1h, exdates: [tomorrow] }'),
      ['date 8: tomorrow'],
    ],
    [
      'have feeds by address or in this folder',
      windows('{ name: a, ics: ../freeze.ics }'),
      ['feed-address 8: ../freeze.ics'],
    ],
    [
      'have feeds without passwords',
      windows('{ name: a, ics: "https://u:p@c.test" }'),
      ['feed-address 8: "https://u:p@c.test"'],
    ],
    [
      'have feeds that are read over HTTP',
      windows('{ name: a, ics: "ftp://c.test/a" }'),
      ['feed-address 8: "ftp://c.test/a"'],
    ],
    ['match plain texts', windows('{ name: a, ics: a.ics, match: "FREEZE.*" }'), ['match 8: "FREEZE.*"']],
    ['deny when a feed is stale', windows('{ name: a, ics: a.ics, on_stale: allow }'), ['unknown-value 8: allow']],
    [
      'have ranges of addresses',
      windows('{ name: a, ics: a.ics, allow_private: [10.1.1.1] }'),
      ['address-range 8: 10.1.1.1'],
    ],
    [
      'have no length beside a feed',
      windows('{ name: a, ics: a.ics, duration: 1h }'),
      ['window-times 8: { name: a, ics: a.ics, duration: 1h }'],
    ],
    ['last longer than nothing', windows('{ name: a, cron: "0 9 * * 1", duration: 0s }'), ['duration 8: 0s']],
  ])('%s', (_, blackouts, expected) => {
    expect(shortProblems(aConfiguration({ blackouts }))).toEqual(expected);
  });

  it('may each have a zone of their own', () => {
    const blackouts = windows('{ name: a, cron: "0 9 * * 1", duration: 1h, timezone: Asia/Tokyo }');

    expect(specOf(aConfiguration({ blackouts })).windows.sources).toMatchObject([{ timezone: 'Asia/Tokyo' }]);
  });
});
