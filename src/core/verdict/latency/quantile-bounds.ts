import { fewestEvents, type Level, mostEvents } from '../ledger/critical.ts';
import { highestEdge, type Known, lowestEdge } from './distribution.ts';

/** The lowest edge that a quantile is proven not to exceed, as a `down` level against its tail; null while none is proven. */
export const highestQuantile = (distribution: Known, level: Level): number | null =>
  lowestEdge(distribution, mostEvents(distribution.total, level));

/** The highest edge that a quantile is proven to reach, as an `up` level against its tail; null while none is proven. */
export const lowestQuantile = (distribution: Known, level: Level): number | null =>
  highestEdge(distribution, fewestEvents(distribution.total, level));

/** The end of the bucket in which an observed quantile lies, for display; null when nothing was counted or the bucket has no end. */
export const observedQuantile = (distribution: Known | null, tail: number): number | null =>
  distribution === null || distribution.total === 0
    ? null
    : lowestEdge(distribution, Math.floor(tail * distribution.total));
