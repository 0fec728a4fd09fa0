import { BETTORS, betOnBlockAt } from '../ledger/block-betting.ts';
import { addCapitalAt, BETS, type Instalments, layDueAt, worthAt } from '../ledger/capital.ts';
import type { LatencyCounts } from '../measurement.ts';
import { zeros } from '../zeros.ts';
import { countAbove } from './latency-counts.ts';
import { SHIFT_TAILS } from './shift-tails.ts';

/** L6: one capital for each quantile of a latency, one behind the other. They fail together, by their mean. */
export type Shift = number[];

const SIZE = BETS + BETTORS;

export function openShift(): Shift {
  const shift = zeros(SIZE * SHIFT_TAILS.length);
  for (let at = 0; at < shift.length; at += SIZE) addCapitalAt(shift, at, SIZE);
  return shift;
}

/** One more capital of 1 for each quantile at the next stage. */
export function addToShift(shift: Shift): void {
  for (let at = 0; at < shift.length; at += SIZE) addCapitalAt(shift, at, SIZE);
}

/** Bets that each quantile lies above its bound, which was proven before the block. Null: that bound is not proven yet. */
export function betOnShift(
  shift: Shift,
  bounds: readonly (number | null)[],
  latency: LatencyCounts,
  count: number,
  due: Instalments,
  elapsed: number,
): void {
  for (let index = 0; index < SHIFT_TAILS.length; index += 1) {
    const bound = bounds[index] ?? null;
    if (bound === null) continue;
    layDueAt(shift, index * SIZE, SIZE, due, elapsed);
    betOnBlockAt(shift, index * SIZE, countAbove(latency, bound) / count, SHIFT_TAILS[index] ?? 0);
  }
}

/** The e-value of the ledgers together. */
export function meanWorth(shift: Readonly<Shift>): number {
  let sum = 0;
  for (let at = 0; at < shift.length; at += SIZE) sum += worthAt(shift, at, SIZE);
  return sum / (shift.length / SIZE);
}
