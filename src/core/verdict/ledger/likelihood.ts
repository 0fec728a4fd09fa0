import { zeros } from '../zeros.ts';
import { above, below, UP } from './grids.ts';

/** L3: the logarithm of each alternative's likelihood ratio against the limit. */
export type Logs = readonly number[];

/** Which side of the limit the alternatives lie on: `down` proves that a rate is below it (PASS), `up` that it is above. */
export type Side = 'up' | 'down';

/** How many alternatives each side has. */
const SIZE: Readonly<Record<Side, number>> = { up: UP, down: below(1).length };

/** A ledger that has seen nothing. */
export const openLogs = (side: Side): number[] => zeros(SIZE[side]);

/** What one event, and one request without, adds to the logarithm of each alternative. The limit alone decides it. */
export interface Gains {
  readonly hit: Logs;
  readonly miss: Logs;
}

/** The gains of a side against a limit: worth keeping where many blocks are held against the same limit. */
export function gainsOf(side: Side, limit: number): Gains {
  const alternatives = side === 'up' ? above(limit) : below(limit);
  const hit = zeros(alternatives.length);
  const miss = zeros(alternatives.length);
  for (let index = 0; index < alternatives.length; index += 1) {
    const rate = alternatives[index] ?? 0;
    hit[index] = Math.log(rate / limit);
    miss[index] = Math.log1p((limit - rate) / (1 - limit));
  }
  return { hit, miss };
}

/** The logarithm of the likelihood ratio of counts, for each alternative: what one block adds at tempering 1. */
export const logRatios = (side: Side, requests: number, events: number, limit: number): number[] =>
  addedBy(gainsOf(side, limit), requests, events);

/** The same by gains that are there already. */
export function addedBy(gains: Gains, requests: number, events: number): number[] {
  const added = gains.miss.slice();
  for (let index = 0; index < added.length; index += 1) added[index] = gain(gains, index, requests, events);
  return added;
}

/** No event adds nothing, also where one would add more than a double holds. */
function gain({ hit, miss }: Gains, index: number, requests: number, events: number): number {
  const hits = events === 0 ? 0 : events * (hit[index] ?? 0);
  return hits + (requests - events) * (miss[index] ?? 0);
}

/** Adds a block to a ledger. Batches of any size give the same sum; `tempering` is fixed before the block. */
export function weigh(
  logs: number[],
  gains: Gains,
  block: { readonly requests: number; readonly events: number },
  tempering: number,
): void {
  if (block.requests === 0) return;
  for (let index = 0; index < logs.length; index += 1) {
    logs[index] = (logs[index] ?? 0) + tempering * gain(gains, index, block.requests, block.events);
  }
}

/** The logarithm of the e-value: the mean of the likelihood ratios, taken without leaving the logarithms. */
export function logMean(logs: Logs): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < logs.length; index += 1) most = Math.max(most, logs[index] ?? 0);
  let sum = 0;
  for (let index = 0; index < logs.length; index += 1) sum += Math.exp((logs[index] ?? 0) - most);
  return most + Math.log(sum) - Math.log(logs.length);
}

/** Whether each alternative lies below a logarithm, and so the mean of all. */
export function areBelow(logs: Logs, least: number): boolean {
  for (let index = 0; index < logs.length; index += 1) if ((logs[index] ?? 0) >= least) return false;
  return true;
}
