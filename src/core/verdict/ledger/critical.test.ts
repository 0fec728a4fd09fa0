import betainc from '@stdlib/math-base-special-betainc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound, upperBound } from './bounds.ts';
import { fewestEvents, levelOf, mostEvents } from './critical.ts';
import { logMean, logRatios } from './likelihood.ts';

const limits = fc.constantFrom(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.9);
const tempers = fc.constantFrom(1, 1 / 1.5, 0.25);
const es = fc.constantFrom(20, 100, 800, 4_000);

/** Whether so many events prove it, asked of the ledger itself. */
const proves = (side: 'up' | 'down', requests: number, events: number, limit: number, e: number, tempering: number) =>
  logMean(logRatios(side, requests, events, limit).map((log) => tempering * log)) >= Math.log(e) - 1e-9;

describe('the counts that just prove', () => {
  it('a rate below a limit are the most that do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), limits, es, tempers, (requests, limit, e, tempering) => {
        const most = mostEvents(requests, levelOf('down', limit, e, tempering));

        if (most >= 0) expect(proves('down', requests, most, limit, e, tempering)).toBe(true);
        expect(most + 1 > requests || !proves('down', requests, most + 1, limit, e * 1.000001, tempering)).toBe(true);
        expect(most).toBeLessThanOrEqual(limit * requests);
      }),
      { numRuns: 500 },
    );
  });

  it('a rate above a limit are the fewest that do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), limits, es, tempers, (requests, limit, e, tempering) => {
        const fewest = fewestEvents(requests, levelOf('up', limit, e, tempering));

        if (fewest <= requests) expect(proves('up', requests, fewest, limit, e, tempering)).toBe(true);
        expect(fewest === 0 || !proves('up', requests, fewest - 1, limit, e * 1.000001, tempering)).toBe(true);
        expect(fewest).toBeGreaterThanOrEqual(limit * requests);
      }),
      { numRuns: 500 },
    );
  });
});

/** The chance of at most so many events, by the incomplete beta function: nothing of ours. */
const atMost = (events: number, requests: number, rate: number): number =>
  events >= requests ? 1 : betainc(1 - rate, requests - events, events + 1);

describe('held against exact binomial tails', () => {
  const sizes = [100, 1_000, 20_000, 500_000];

  it('counts that prove a rate below a limit are rarer at that limit than the budget', () => {
    for (const requests of sizes) {
      for (const limit of [0.01, 0.05, 0.5]) {
        const most = mostEvents(requests, levelOf('down', limit, 100, 1));
        if (most < 0) continue;
        const chance = atMost(most, requests, limit);
        expect(chance).toBeLessThanOrEqual(1 / 100);
        // Where requests are few the alternatives lie close enough to waste little of it.
        if (requests <= 1_000) expect(chance).toBeGreaterThan(1e-5);
      }
    }
  });

  it('counts that prove a rate above a limit are rarer at that limit than the budget', () => {
    for (const requests of sizes) {
      for (const limit of [0.01, 0.05, 0.5]) {
        const fewest = fewestEvents(requests, levelOf('up', limit, 100, 1));
        if (fewest > requests) continue;
        const chance = 1 - atMost(fewest - 1, requests, limit);
        expect(chance).toBeLessThanOrEqual(1 / 100);
        if (requests <= 1_000) expect(chance).toBeGreaterThan(1e-5);
      }
    }
  });

  it('bounds for display hold the exact ones of the same level between them', () => {
    for (const [requests, events] of [
      [200, 3],
      [5_000, 40],
      [100_000, 1_300],
      [1_000_000, 12],
    ] as const) {
      const low = lowerBound({ requests, events }, 20, 1);
      const high = upperBound({ requests, events }, 20, 1);
      // By Markov no rate outside the bounds gives counts like these more often than once in twenty.
      expect(1 - atMost(events - 1, requests, low)).toBeLessThanOrEqual(1 / 20);
      expect(atMost(events, requests, high)).toBeLessThanOrEqual(1 / 20);
      expect(low).toBeLessThan(events / requests);
      expect(high).toBeGreaterThan(events / requests);
      expect(high / low).toBeLessThan(60);
    }
  });
});
