import { BUCKETS } from '../histogram.ts';
import type { LatencyCounts, SparseHistogram } from '../measurement.ts';
import { addBucket, addForeign, copyDistribution, type Distribution, hasSameBuckets, ownOf } from './distribution.ts';
import { latenciesIn } from './latency-counts.ts';

/**
 * Latencies as they come in, changed in place. Those in our own buckets wait, one behind the other, until enough are there to be
 * counted together: to visit the counters of a thousand canaries for each block would cost more than all their ledgers.
 */
export interface Collected {
  total: number;
  /** Those that do not wait. */
  counted: Distribution | null;
  /** A bucket and its count in one number each; only the first `waits` of them are to be counted. */
  readonly waiting: number[];
  waits: number;
}

/** Nothing yet. */
export const nothingCollected = (): Collected => ({ total: 0, counted: null, waiting: [], waits: 0 });

/** The same latencies for another to change. */
export const copyCollected = ({ total, counted, waiting, waits }: Collected): Collected => ({
  total,
  counted: counted === null ? null : copyDistribution(counted),
  waiting: waiting.slice(),
  waits,
});

const MOST_WAITING = 1_024;
const BUCKET_BITS = 12;
/** A larger count of one bucket does not fit into one small number with its bucket. */
const LARGEST_COUNT = 2 ** (31 - BUCKET_BITS) - 1;

/**
 * Says how many latencies a block has, and lays them behind those that wait, where `collect` finds them if the block is kept: to
 * go through them once more for it would cost as much again.
 */
export function lay(all: Collected, latency: LatencyCounts | null): number {
  if (latency?.kind !== 'own') return latenciesIn(latency);
  const { counts } = latency;
  const { waiting, waits } = all;
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const pair = counts[index];
    if (pair === undefined) continue;
    waiting[waits + index] = (pair[1] << BUCKET_BITS) | pair[0];
    total += pair[1];
  }
  return total;
}

/**
 * Adds the latencies of one more block, which were laid before. Where a source changed its buckets the new ones begin anew: what was
 * counted in others cannot be added to them.
 */
export function collect(all: Collected, latency: LatencyCounts | null, count: number): void {
  if (latency === null || count === 0) return;
  const isChanged = all.counted !== null && !hasSameBuckets(all.counted, latency);
  if (isChanged || (latency.kind === 'foreign' && all.waits > 0)) {
    all.total = 0;
    all.counted = null;
    all.waits = 0;
  }
  all.total += count;
  if (latency.kind === 'foreign') {
    all.counted = addForeign(all.counted, latency);
    return;
  }
  if (count > LARGEST_COUNT) addOneByOne(all, latency.counts);
  else all.waits += latency.counts.length;
  if (all.waits >= MOST_WAITING) settle(all);
}

function addOneByOne(all: Collected, counts: SparseHistogram): void {
  const own = ownOf(all.counted);
  for (const [bucket, count] of counts) addBucket(own, bucket, count);
  all.counted = own;
}

/** Counts what waits. */
export function settle(all: Collected): void {
  if (all.waits === 0) return;
  all.counted = addWaiting(all, all.counted);
  all.waits = 0;
}

/** All latencies counted, for somebody to look at; null when there are none. */
export const countedOf = (all: Collected): Distribution | null =>
  all.waits === 0 ? all.counted : addWaiting(all, all.counted === null ? null : copyDistribution(all.counted));

function addWaiting({ waiting, waits }: Collected, counted: Distribution | null): Distribution {
  const own = ownOf(counted);
  for (let index = 0; index < waits; index += 1) {
    const code = waiting[index] ?? 0;
    addBucket(own, code & (BUCKETS - 1), code >>> BUCKET_BITS);
  }
  return own;
}
