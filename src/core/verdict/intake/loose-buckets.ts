import { BUCKETS, bucketOf, merge } from '../histogram.ts';
import type { SparseHistogram } from '../measurement.ts';

/** Latencies in our own buckets while they come in: those counted already, and the buckets of those that are not. */
export interface LooseBuckets {
  counted: SparseHistogram;
  loose: number[];
}

/** So many are held one by one; more are counted, that a busy second needs no more room than a quiet one. */
const MOST = 8_192;

/** No latencies yet. */
export const noBuckets = (): LooseBuckets => ({ counted: [], loose: [] });

/** Adds latencies one by one. */
export function addMilliseconds(into: LooseBuckets, milliseconds: readonly number[]): void {
  for (const latency of milliseconds) {
    const bucket = bucketOf(latency);
    if (bucket !== undefined) into.loose.push(bucket);
  }
  if (into.loose.length > MOST) settle(into);
}

/** Adds what is counted elsewhere. */
export function addBuckets(into: LooseBuckets, other: LooseBuckets): void {
  into.counted = merge(into.counted, countedOf(other));
}

/** All of them, counted. */
export const countedOf = ({ counted, loose }: LooseBuckets): SparseHistogram =>
  loose.length === 0 ? counted : counted.length === 0 ? count(loose) : merge(counted, count(loose));

function settle(into: LooseBuckets): void {
  into.counted = countedOf(into);
  into.loose = [];
}

// All zeros outside of a call: counting into one array is much quicker than into an object for each block.
const scratch = new Uint32Array(BUCKETS);

function count(loose: readonly number[]): SparseHistogram {
  let first = BUCKETS;
  let last = 0;
  for (const bucket of loose) {
    scratch[bucket] = (scratch[bucket] ?? 0) + 1;
    if (bucket < first) first = bucket;
    if (bucket > last) last = bucket;
  }
  const pairs: (readonly [number, number])[] = [];
  for (let bucket = first; bucket <= last; bucket += 1) {
    const found = scratch[bucket] ?? 0;
    if (found === 0) continue;
    pairs.push([bucket, found]);
    scratch[bucket] = 0;
  }
  return pairs;
}
