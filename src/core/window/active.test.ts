import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds, minutes } from '../kernel/duration.ts';
import { type Instant, instant } from '../kernel/instant.ts';
import { blockedAt, firstConflict, nextBoundary, windowAt } from './active.ts';
import type { Calendar, WindowInterval } from './window.ts';

const at = (minute: number): Instant => instant(minute * 60_000);

const aWindow = (name: string, from: number, to: number): WindowInterval => ({ name, from: at(from), to: at(to) });

const aCalendar = (intervals: readonly WindowInterval[], knownUntil = 100): Calendar => ({
  intervals,
  knownUntil: at(knownUntil),
});

describe('the window at a moment', () => {
  const calendar = aCalendar([aWindow('peak', 10, 20)]);

  it('is active from its first moment and over at its end', () => {
    expect(windowAt(calendar, at(9))).toBeNull();
    expect(windowAt(calendar, at(10))).toMatchObject({ name: 'peak' });
    expect(windowAt(calendar, instant(at(20) - 1))).toMatchObject({ name: 'peak' });
    expect(windowAt(calendar, at(20))).toBeNull();
  });

  it('is unknown from the horizon on, which counts as inside one', () => {
    expect(windowAt(calendar, instant(at(100) - 1))).toBeNull();
    expect(windowAt(calendar, at(100))).toBe('unknown');
  });

  it('has its name past the horizon where it is still known', () => {
    expect(windowAt(aCalendar([aWindow('late', 90, 110)]), at(105))).toMatchObject({ name: 'late' });
  });
});

describe('what denies a moment', () => {
  it('is nothing while it is free', () => {
    expect(blockedAt(aCalendar([aWindow('peak', 10, 20)]), at(5))).toBeNull();
    expect(blockedAt(aCalendar([aWindow('peak', 10, 20)]), at(20))).toBeNull();
  });

  it('is the window of that moment, in whatever order they stand', () => {
    const calendar = aCalendar([aWindow('later', 50, 60), aWindow('now', 10, 20), aWindow('before', 0, 9)]);

    expect(blockedAt(calendar, at(15))).toEqual({ names: ['now'], following: [], since: at(10), until: at(20) });
  });

  it('lasts as long as windows overlap or follow without a gap', () => {
    const calendar = aCalendar([
      aWindow('third', 40, 50),
      aWindow('first', 10, 30),
      aWindow('inside', 12, 20),
      aWindow('second', 25, 40),
      aWindow('apart', 51, 60),
    ]);

    expect(blockedAt(calendar, at(15))).toEqual({
      names: ['first', 'inside'],
      following: ['second', 'third'],
      since: at(10),
      until: at(50),
    });
  });

  it('has no known end where it reaches the horizon, or lies behind it', () => {
    expect(blockedAt(aCalendar([aWindow('late', 90, 100)]), at(95))).toMatchObject({ names: ['late'], until: null });
    expect(blockedAt(aCalendar([]), at(100))).toEqual({ names: [], following: [], since: null, until: null });
  });
});

describe('the next boundary', () => {
  it('is the nearest opening or end after a moment, never the moment itself', () => {
    const calendar = aCalendar([aWindow('b', 30, 40), aWindow('a', 10, 35)]);

    expect(nextBoundary(calendar, at(0))).toBe(at(10));
    expect(nextBoundary(calendar, at(10))).toBe(at(30));
    expect(nextBoundary(calendar, at(30))).toBe(at(35));
    expect(nextBoundary(calendar, at(40))).toBeNull();
  });
});

describe('the first conflict of a stretch of time', () => {
  const calendar = aCalendar([aWindow('second', 30, 40), aWindow('first', 20, 25)]);

  it('is the window that begins first, in whatever order they stand', () => {
    expect(firstConflict(calendar, at(0), minutes(50))).toMatchObject({ name: 'first' });
  });

  it('is none when the stretch ends as a window opens or begins as it is over', () => {
    expect(firstConflict(calendar, at(10), minutes(10))).toBeNull();
    expect(firstConflict(calendar, at(25), minutes(5))).toBeNull();
  });

  it('is unknown when the stretch reaches past the horizon', () => {
    expect(firstConflict(calendar, at(90), minutes(10))).toBeNull();
    expect(firstConflict(calendar, at(90), minutes(11))).toBe('unknown');
  });

  it('of no length is what the moment itself says', () => {
    for (const minute of [0, 20, 24, 25, 99, 100]) {
      expect(firstConflict(calendar, at(minute), milliseconds(0))).toEqual(windowAt(calendar, at(minute)));
    }
  });
});

// The oracle looks at every minute of a small world by itself.
it('agrees with looking at each minute, over random calendars', () => {
  const MINUTES = 60;
  const interval = fc
    .tuple(fc.nat({ max: MINUTES - 1 }), fc.integer({ min: 1, max: 15 }))
    .map(([from, length]) => aWindow(`from-${from}`, from, from + length));
  const world = fc.record({
    intervals: fc.array(interval, { maxLength: 5 }),
    horizon: fc.integer({ min: 1, max: MINUTES }),
    from: fc.nat({ max: MINUTES }),
    length: fc.nat({ max: 30 }),
  });

  fc.assert(
    fc.property(world, ({ intervals, horizon, from, length }) => {
      const calendar = aCalendar(intervals, horizon);
      const isInside = (minute: number): boolean =>
        minute >= horizon || intervals.some((one) => one.from <= at(minute) && at(minute) < one.to);
      const inside = Array.from({ length: 2 * MINUTES }, (_, minute) => isInside(minute));

      expect(windowAt(calendar, at(from)) !== null).toBe(inside[from]);
      const free = inside.indexOf(false, from);
      const blocked = blockedAt(calendar, at(from));
      expect(blocked !== null).toBe(inside[from]);
      if (blocked !== null) expect(blocked.until).toBe(free === -1 || at(free) >= at(horizon) ? null : at(free));
      const stretch = inside.slice(from, from + Math.max(length, 1));
      expect(firstConflict(calendar, at(from), minutes(length)) !== null).toBe(stretch.includes(true));
      const isBoundary = (minute: number): boolean =>
        intervals.some((one) => one.from === at(minute) || one.to === at(minute));
      const next = inside.findIndex((_, minute) => minute > from && isBoundary(minute));
      expect(nextBoundary(calendar, at(from))).toBe(next === -1 ? null : at(next));
    }),
    { seed: 7, numRuns: 500 },
  );
});
