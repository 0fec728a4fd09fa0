import { describe, expect, it } from 'vitest';
import { CronStarts, cronFault } from './cron.ts';
import { parseWallTime } from './date-time.ts';

describe('a cron expression', () => {
  it.each(['0 17 * * 1-5', '* * * * *', '*/15 9-17 * * MON-FRI', '0 0 L * *', '0 0 29 2 *'])('may be %s', (text) => {
    expect(cronFault(text)).toBeNull();
  });

  it.each([
    ['60 * * * *', 'Invalid value for minute: 60'],
    ['0 0 30 2 *', 'such a day never comes'],
    ['17:00', 'five fields'],
    ['2026-12-18T00:00:00', 'five fields'],
    ['@daily', 'five fields'],
    ['0 0 17 * * *', 'five fields'],
    ['', 'five fields'],
    [`0 9 * * ${'1,'.repeat(130)}1`, 'longer than 256 characters'],
  ])('is not %j', (text, fault) => {
    expect(cronFault(text)).toContain(fault);
  });

  it('finds starts from a wall time on and up to one, that time included', () => {
    const starts = new CronStarts('0 17 * * 1-5');
    const friday = Date.UTC(2026, 10, 20, 17);

    expect(starts.atOrAfter(friday)).toBe(friday);
    expect(starts.atOrBefore(friday)).toBe(friday);
    expect(starts.atOrAfter(friday + 60_000)).toBe(Date.UTC(2026, 10, 23, 17));
    expect(starts.atOrBefore(friday - 60_000)).toBe(Date.UTC(2026, 10, 19, 17));
  });
});

describe('a written date', () => {
  it('is read with minutes or seconds', () => {
    expect(parseWallTime('2026-12-18T00:00')).toBe(Date.UTC(2026, 11, 18));
    expect(parseWallTime('2028-02-29T23:59:59')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59));
  });

  it.each(['2026-12-18', '2026-02-30T00:00', '2026-12-18T24:30', '2026-12-18T00:00Z', '18.12.2026 00:00', ''])(
    'is not %j',
    (text) => {
      expect(parseWallTime(text)).toBeUndefined();
    },
  );
});
