import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL, formatWeight, NONE, parseWeight, ratioOf, weight } from './weight.ts';

describe('a weight', () => {
  it.each([
    ['5%', 50],
    ['0.5%', 5],
    ['0%', 0],
    ['99.9%', 999],
    ['100%', 1000],
    ['100.0%', 1000],
  ])('reads %s', (text, permille) => {
    expect(parseWeight(text)).toBe(permille);
  });

  it.each(['', '5', '%5', '5 %', '5.25%', '.5%', '5.%', '-1%', '100.1%', '101%', '1000%', '5%%', '5%\n', '1e1%'])(
    'is not read from %j',
    (text) => {
      expect(parseWeight(text)).toBeUndefined();
    },
  );

  it('lies within 0 and 100 % in steps of 0.1 %', () => {
    expect([weight(-1), weight(0.5), weight(1001), weight(Number.NaN)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([weight(0), weight(1000)]).toEqual([NONE, ALL]);
  });

  it('keeps its size through writing and reading', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (permille) => {
        const share = weight(permille) ?? NONE;
        expect(parseWeight(formatWeight(share).replace(' ', ''))).toBe(permille);
        expect(ratioOf(share)).toBe(permille / 1000);
      }),
      { seed: 1 },
    );
  });
});
