import { BETS, type Capital, held } from './capital.ts';
import { FRACTIONS } from './grids.ts';

/** How many bettors an L1 ledger has. */
export const BETTORS = FRACTIONS.length;

/**
 * L1: bets that the share of events in a block is above the limit. Fair whatever happens inside one block, for a block
 * counts by its share alone: two failures in one second weigh as much as one.
 */
export function betOnBlock(capital: Capital, requests: number, events: number, limit: number): void {
  if (requests > 0) betOnBlockAt(capital, 0, events / requests, limit);
}

/** The same for the capital that begins in an array at a place, and a block with this share of events. */
export function betOnBlockAt(all: number[], at: number, share: number, limit: number): void {
  const more = share - limit;
  for (let bettor = 0; bettor < BETTORS; bettor += 1) {
    const bet = at + BETS + bettor;
    all[bet] = held((all[bet] ?? 0) * (1 + ((FRACTIONS[bettor] ?? 0) / limit) * more));
  }
}
