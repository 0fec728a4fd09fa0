import { above, below, UP } from './grids.ts';

/** L3: the logarithm of each alternative's likelihood ratio against the limit. */
export type Logs = readonly number[];

/** Which side of the limit the alternatives lie on: `down` proves that a rate is below it (PASS), `up` that it is above. */
export type Side = 'up' | 'down';

/** A ledger that has seen nothing. */
export const openLogs = (side: Side): Logs => Array(side === 'up' ? UP : below(1).length).fill(0);

/** The logarithm of the likelihood ratio of counts, for each alternative: what one block adds at tempering 1. */
export function logRatios(side: Side, requests: number, events: number, limit: number): Logs {
  const alternatives = side === 'up' ? above(limit) : below(limit);
  return alternatives.map((rate) => {
    const hits = events === 0 ? 0 : events * Math.log(rate / limit);
    return hits + (requests - events) * Math.log1p((limit - rate) / (1 - limit));
  });
}

/** The ledger after a block. Batches of any size give the same sum; `tempering` is fixed before the block. */
export function weigh(
  logs: Logs,
  side: Side,
  block: { readonly requests: number; readonly events: number },
  limit: number,
  tempering: number,
): Logs {
  if (block.requests === 0) return logs;
  const added = logRatios(side, block.requests, block.events, limit);
  return logs.map((log, index) => log + tempering * (added[index] ?? 0));
}

/** The logarithm of the e-value: the mean of the likelihood ratios, taken without leaving the logarithms. */
export function logMean(logs: Logs): number {
  const most = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - most), 0);
  return most + Math.log(sum) - Math.log(logs.length);
}
