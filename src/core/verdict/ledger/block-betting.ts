import { type Capital, multiplied } from './capital.ts';
import { FRACTIONS } from './grids.ts';

/** How many bettors an L1 ledger has. */
export const BETTORS = FRACTIONS.length;

/**
 * L1: bets that the share of events in a block is above the limit. Fair whatever happens inside one block, for a block
 * counts by its share alone: two failures in one second weigh as much as one.
 */
export function betOnBlock(capital: Capital, requests: number, events: number, limit: number): Capital {
  if (requests === 0) return capital;
  const share = events / requests;
  return multiplied(
    capital,
    FRACTIONS.map((fraction) => 1 + (fraction / limit) * (share - limit)),
  );
}
