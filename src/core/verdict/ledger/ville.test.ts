import { describe, expect, it } from 'vitest';
import { seeded } from '../../../testing/latency-traffic.ts';
import { BETTORS, betOnBlock } from './block-betting.ts';
import { instalments, layDue, openCapital, worth } from './capital.ts';
import { gainsOf, logMean, openLogs, weigh } from './likelihood.ts';
import { betOnShare, sharedErrors } from './relative.ts';

/** `npm run campaign:ville` takes a hundred thousand. */
const PATHS = Number(process.env.PLIMSOLL_VILLE_PATHS ?? 10_000);
const BLOCKS = 60;

function count(random: () => number, requests: number, rate: number): number {
  let events = 0;
  for (let request = 0; request < requests; request += 1) if (random() < rate) events += 1;
  return events;
}

/** The share of paths on which a ledger ever reaches the threshold. `path` gives the e-value after each block. */
function shareReaching(threshold: number, path: (random: () => number) => Generator<number>): number {
  const random = seeded(20_260_801);
  let reached = 0;
  for (let each = 0; each < PATHS; each += 1) {
    for (const e of path(random)) {
      if (e < threshold) continue;
      reached += 1;
      break;
    }
  }
  return reached / PATHS;
}

// A share of exactly the promise would be measured above it half of the time: three standard errors are allowed.
const within = (budget: number): number => budget + 3 * Math.sqrt((budget * (1 - budget)) / PATHS);

describe('a candidate exactly at the limit', () => {
  it('is not failed by block betting more often than the budget, however often one looks', () => {
    const due = instalments(BLOCKS / 3, 3);
    const share = shareReaching(20, function* (random) {
      const capital = openCapital(BETTORS);
      for (let block = 0; block < BLOCKS; block += 1) {
        layDue(capital, due, block);
        betOnBlock(capital, 5, count(random, 5, 0.05), 0.05);
        yield worth(capital);
      }
    });

    expect(share).toBeGreaterThan(0.001);
    expect(share).toBeLessThanOrEqual(within(0.05));
  });

  it('is not failed by block betting either when all requests of a second fail together', () => {
    const due = instalments(BLOCKS / 3, 3);
    const share = shareReaching(20, function* (random) {
      const capital = openCapital(BETTORS);
      for (let block = 0; block < BLOCKS; block += 1) {
        layDue(capital, due, block);
        betOnBlock(capital, 7, random() < 0.05 ? 7 : 0, 0.05);
        yield worth(capital);
      }
    });

    expect(share).toBeGreaterThan(0.001);
    expect(share).toBeLessThanOrEqual(within(0.05));
  });

  it('is not passed more often than the budget', () => {
    const gains = gainsOf('down', 0.05);
    const share = shareReaching(20, function* (random) {
      const logs = openLogs('down');
      for (let block = 0; block < BLOCKS; block += 1) {
        weigh(logs, gains, { requests: 5, events: count(random, 5, 0.05) }, 1);
        yield Math.exp(logMean(logs));
      }
    });

    expect(share).toBeGreaterThan(0.001);
    expect(share).toBeLessThanOrEqual(within(0.05));
  });

  it('is not failed against stable more often than the budget, while the weight changes under way', () => {
    const due = instalments(BLOCKS / 3, 3);
    const share = shareReaching(20, function* (random) {
      const capital = openCapital(12);
      for (let block = 0; block < BLOCKS; block += 1) {
        const candidate = block < BLOCKS / 2 ? 2 : 10;
        const errors = sharedErrors(
          {
            candidate: { requests: candidate, errors: count(random, candidate, 0.06) },
            stable: { requests: 20, errors: count(random, 20, 0.04) },
          },
          1.5,
        );
        layDue(capital, due, block);
        if (errors !== null) betOnShare(capital, errors, 1);
        yield worth(capital);
      }
    });

    expect(share).toBeGreaterThan(0.001);
    expect(share).toBeLessThanOrEqual(within(0.05));
  });
});
