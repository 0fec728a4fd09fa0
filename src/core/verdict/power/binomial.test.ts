import { describe, expect, it } from 'vitest';
import { binomialAtMost, binomialExactly } from './binomial.ts';

/** All chances of a binomial by the ratio of neighbours from the middle outwards, made to sum to 1: no logarithm, no approximation. */
function allChances(trials: number, share: number): readonly number[] {
  const chances = Array<number>(trials + 1).fill(0);
  const middle = Math.floor(trials * share);
  chances[middle] = 1;
  const odds = share / (1 - share);
  for (let at = middle; at < trials; at += 1) chances[at + 1] = (chances[at] ?? 0) * ((trials - at) / (at + 1)) * odds;
  for (let at = middle; at > 0; at -= 1) chances[at - 1] = (chances[at] ?? 0) * (at / (trials - at + 1) / odds);
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  return chances.map((chance) => chance / total);
}

describe('the chance of so many events', () => {
  it.each([
    [1, 0.5],
    [12, 0.3],
    [40, 0.012],
    [500, 0.97],
    [20_000, 0.0012],
    [300_000, 0.4],
  ])('is that of the exact sum: %i trials, share %f', (trials, share) => {
    const exact = allChances(trials, share);
    const spread = Math.ceil(6 * Math.sqrt(trials * share * (1 - share)) + 3);
    const middle = Math.floor(trials * share);
    const from = Math.max(0, middle - spread);
    let below = exact.slice(0, from).reduce((sum, chance) => sum + chance, 0);

    for (let events = from; events <= Math.min(trials, middle + spread); events += 1) {
      const chance = exact[events] ?? 0;
      below += chance;
      expect(Math.abs(binomialExactly(events, trials, share) / chance - 1)).toBeLessThan(1e-10);
      expect(Math.abs(binomialAtMost(events, trials, share) - below)).toBeLessThan(1e-10);
    }
  });

  it('keeps its digits for a thousand million trials', () => {
    const [trials, share] = [1e9, 0.01];
    const sd = Math.sqrt(trials * share * (1 - share));

    // One, two and three standard deviations of the normal it has become, but for its skewness.
    expect(binomialAtMost(trials * share - sd, trials, share)).toBeCloseTo(0.158655, 4);
    expect(binomialAtMost(trials * share + 2 * sd, trials, share)).toBeCloseTo(0.97725, 4);
    expect(binomialAtMost(trials * share - 3 * sd, trials, share)).toBeCloseTo(0.00135, 4);
  });

  it('is certain where nothing can happen, or everything does', () => {
    expect([binomialAtMost(-1, 10, 0.2), binomialAtMost(10, 10, 0.2), binomialAtMost(0, 10, 0)]).toEqual([0, 1, 1]);
    expect([binomialAtMost(9, 10, 1), binomialExactly(10, 10, 1), binomialExactly(11, 10, 0.5)]).toEqual([0, 1, 0]);
    expect(binomialAtMost(0, 0, 0.5)).toBe(1);
  });
});
