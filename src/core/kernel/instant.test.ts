import { describe, expect, it } from 'vitest';
import { minutes, seconds } from './duration.ts';
import { between, earliest, instant, later } from './instant.ts';

const NOON = instant(Date.UTC(2026, 10, 20, 12));

describe('an instant', () => {
  it('drops fractions of a millisecond', () => {
    expect(instant(1_000.9)).toBe(1_000);
  });

  it('moves by a duration, and the distance back is that duration', () => {
    const then = later(NOON, minutes(90));

    expect(then).toBe(Date.UTC(2026, 10, 20, 13, 30));
    expect(between(NOON, then)).toBe(minutes(90));
    expect(between(then, NOON)).toBe(-minutes(90));
  });

  it('is found as the earliest of those that exist', () => {
    expect(earliest([null, later(NOON, seconds(1)), undefined, NOON])).toBe(NOON);
    expect(earliest([instant(0), NOON])).toBe(0);
    expect(earliest([null, undefined])).toBeNull();
    expect(earliest([])).toBeNull();
  });
});
