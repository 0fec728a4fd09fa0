import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from './spread.ts';

function choosing() {
  const next = spread();
  return (share: number) => next() < share;
}

describe('spread', () => {
  it('gives the candidate its exact share of any thousand requests in a row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.nat(2000), (share, before) => {
        const isForCandidate = choosing();
        for (let skipped = 0; skipped < before; skipped++) isForCandidate(share);

        const chosen = Array.from({ length: 1000 }, () => isForCandidate(share)).filter(Boolean);

        expect(chosen).toHaveLength(share);
      }),
    );
  });

  it('spreads the share evenly: no hundred requests in a row are more than two away from it', () => {
    for (const share of [50, 100, 250, 333, 500, 900]) {
      const isForCandidate = choosing();
      const chosen = Array.from({ length: 5000 }, () => (isForCandidate(share) ? 1 : 0));
      for (let from = 0; from + 100 <= chosen.length; from++) {
        const count = chosen.slice(from, from + 100).reduce<number>((sum, one) => sum + one, 0);
        expect(Math.abs(count - share / 10)).toBeLessThanOrEqual(2);
      }
    }
  });

  it('does not fall into step with clients that take turns', () => {
    for (const turns of [2, 4, 5, 10]) {
      const isForCandidate = choosing();
      const byTurn = Array.from({ length: turns }, () => 0);
      for (let request = 0; request < 10_000; request++) {
        const turn = request % turns;
        if (isForCandidate(500)) byTurn[turn] = (byTurn[turn] ?? 0) + 1;
      }
      expect(byTurn).toEqual(byTurn.map(() => 5000 / turns));
    }
  });

  it('keeps the exact share from the moment the weight changes', () => {
    const isForCandidate = choosing();
    for (let request = 0; request < 777; request++) isForCandidate(50);

    const chosen = Array.from({ length: 1000 }, () => isForCandidate(1)).filter(Boolean);

    expect(chosen).toHaveLength(1);
  });
});
