import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainDuration, formatDuration, hours, milliseconds, minutes, parseDuration, seconds } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['250ms', 250],
    ['1m5ms', 60_005],
    ['1d2h3m4s5ms', 93_784_005],
    ['0s', 0],
  ])('reads %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    '',
    '10',
    'm',
    '1.5h',
    '1h 30m',
    ' 10m',
    '10m ',
    '30m1h',
    '1h1h',
    '1w',
    '1M',
    '10 m',
    '-5s',
    '+5s',
    '1e3s',
    '１0m',
    '10m\n',
    '5ms1s',
    '9999999999s',
    '999999999d',
  ])('is not read from %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each([
    ['90m', '1h30m'],
    ['3600s', '1h'],
    ['1500ms', '1s500ms'],
    ['25h', '1d1h'],
    ['0h', '0s'],
  ])('written as %s is printed back as %s', (text, normal) => {
    expect(formatDuration(parseDuration(text) ?? milliseconds(-1))).toBe(normal);
  });

  it('keeps its length through writing and reading', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 45 }), (count) => {
        expect(parseDuration(formatDuration(milliseconds(count)))).toBe(count);
      }),
      { seed: 1 },
    );
  });

  it('shows that it is negative', () => {
    expect(formatDuration(seconds(-90))).toBe('-1m30s');
  });

  it('is made of whole milliseconds', () => {
    expect([milliseconds(1.9), seconds(1.5), minutes(2), hours(1)]).toEqual([1, 1_500, 120_000, 3_600_000]);
  });
});

describe('the explanation of a text that is no duration', () => {
  it.each([
    ['10', 'a duration needs a unit', 'write 10s, 10m or 10h'],
    ['1.5h', 'a duration has no decimals', 'write whole numbers with units, such as 1h30m'],
    ['2w', 'a duration has no weeks', 'write days, such as 7d'],
    ['1 month', 'a duration has no months or years, for they have no fixed length', 'write days, such as 30d'],
    [
      '30m1h',
      'a duration is written largest unit first, each once, no spaces',
      'write a duration such as 90s, 10m or 1h30m',
    ],
    ['1h 30m', 'this is no duration', 'write 1h30m'],
    ['10M', 'this is no duration', 'write 10m'],
    ['soon', 'this is no duration', 'write a duration such as 90s, 10m or 1h30m'],
  ])('of %s', (text, message, remedy) => {
    expect(explainDuration(text)).toEqual({ message, remedy });
  });
});
