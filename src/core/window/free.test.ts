import { describe, expect, it } from 'vitest';
import { minutes } from '../kernel/duration.ts';
import { instant } from '../kernel/instant.ts';
import { lookingAhead, nextFree } from './free.ts';

const at = (minute: number) => instant(minute * 60_000);
const aWindow = (from: number, to: number) => ({ name: 'w', from: at(from), to: at(to) });

describe('the next free stretch', () => {
  const calendar = { intervals: [aWindow(30, 40), aWindow(10, 20), aWindow(45, 60)], knownUntil: at(100) };

  it('is this one when it runs into nothing', () => {
    expect(nextFree(calendar, at(0), minutes(10))).toBe(at(0));
    expect(nextFree(calendar, at(20), minutes(10))).toBe(at(20));
  });

  it('begins as a window is over, where it is long enough before the next', () => {
    expect(nextFree(calendar, at(5), minutes(10))).toBe(at(20));
    expect(nextFree(calendar, at(5), minutes(11))).toBe(at(60));
  });

  it('may lie where a feed that is fresh now will have been read again, not where it is stale already', () => {
    const aging = { ...calendar, staleAt: at(50) };

    expect(nextFree(lookingAhead(aging, at(0)), at(50), minutes(10))).toBe(at(60));
    expect(nextFree(lookingAhead(aging, at(50)), at(60), minutes(10))).toBeNull();
  });

  it('is none when it would reach past what is known', () => {
    expect(nextFree(calendar, at(5), minutes(41))).toBeNull();
  });
});
