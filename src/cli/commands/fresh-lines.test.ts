import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshLines } from './fresh-lines.ts';

describe('following a log of which only the newest lines are known', () => {
  it('shows each line once, in order, whatever is cut off at the top', () => {
    const log = fc.uniqueArray(fc.string(), { maxLength: 40 });
    fc.assert(
      fc.property(log, fc.nat(40), fc.integer({ min: 1, max: 50 }), (lines, cut, window) => {
        const seen = lines.slice(0, Math.min(cut, lines.length));
        fc.pre(lines.length - seen.length <= window);

        expect(freshLines(seen.slice(-window), lines.slice(-window))).toEqual(lines.slice(seen.length));
      }),
    );
  });

  it.each([
    [['a'], ['a'], []],
    [[], ['a'], ['a']],
    [['a', 'a'], ['a', 'a', 'a'], ['a']],
    [['x'], ['y', 'z'], ['y', 'z']],
  ])('%j, then %j: %j is new', (before, now, fresh) => {
    expect(freshLines(before, now)).toEqual(fresh);
  });
});
