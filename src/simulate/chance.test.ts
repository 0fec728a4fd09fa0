import { describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';

const drawn = (count: number, draw: () => number): { readonly mean: number; readonly variance: number } => {
  const all = Array.from({ length: count }, draw);
  const mean = all.reduce((sum, one) => sum + one, 0) / count;
  return { mean, variance: all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1) };
};

/** Within five standard errors of the mean, and a tenth of the variance. */
function expectMoments(found: ReturnType<typeof drawn>, count: number, mean: number, variance: number): void {
  expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
  expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.1);
}

describe('chance', () => {
  it('is the same for the same seed and another for another', () => {
    const draws = (seed: number) => {
      const chance = new Chance(seed);
      return [chance.even(), chance.normal(), chance.poisson(3), chance.binomial(100, 0.1)];
    };

    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });

  it('is even between 0 and 1', () => {
    const chance = new Chance(1);
    expectMoments(
      drawn(20_000, () => chance.even()),
      20_000,
      0.5,
      1 / 12,
    );
  });

  it.each([0.5, 7, 49, 51, 2_000])('comes %d times on average, as Poisson says', (mean) => {
    const chance = new Chance(2);
    expectMoments(
      drawn(10_000, () => chance.poisson(mean)),
      10_000,
      mean,
      mean,
    );
  });

  it.each([
    [10, 0.5],
    [200, 0.001],
    [200, 0.3],
    [5_000, 0.02],
    [5_000, 0.999],
  ])('of %d tries with share %d succeed as many as the binomial says', (tries, share) => {
    const chance = new Chance(3);
    expectMoments(
      drawn(10_000, () => chance.binomial(tries, share)),
      10_000,
      tries * share,
      tries * share * (1 - share),
    );
  });

  it('never gives more successes than tries', () => {
    const chance = new Chance(4);
    for (let at = 0; at < 5_000; at += 1) {
      const found = chance.binomial(120, 0.55);
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(120);
    }
    expect([chance.binomial(5, 0), chance.binomial(5, 1), chance.binomial(0, 0.5)]).toEqual([0, 5, 0]);
  });
});
