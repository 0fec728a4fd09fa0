import type { SparseHistogram } from './measurement.ts';

export type { SparseHistogram };

/** How many buckets there are: seven bits of mantissa for each power of two from 0.98 µs to 70 min. */
export const BUCKETS = 4096;

// The first bucket's position among all doubles that are cut to seven bits of mantissa.
const FIRST = (1023 - 10) << 7;

// One double, looked at as two words: taking the bits of a number is many times faster than a logarithm, and exact.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** The bucket of a number of milliseconds; undefined for what is no duration (negative, NaN, infinite). */
export function bucketOf(milliseconds: number): number | undefined {
  if (!(milliseconds >= 0) || milliseconds === Infinity) return undefined;
  // Adding zero turns -0, whose sign bit would land in the last bucket, into 0.
  double[0] = milliseconds + 0;
  const bucket = ((words[HIGH] ?? 0) >>> 13) - FIRST;
  if (bucket < 0) return 0;
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/** The smallest number of milliseconds in a bucket. The first bucket begins at 0: it holds all that is shorter. */
export const lowerEdge = (bucket: number): number => (bucket <= 0 ? 0 : edge(bucket));

/** The number of milliseconds at which a bucket ends, itself outside. The last bucket has no end: it holds all that is longer. */
export const upperEdge = (bucket: number): number => (bucket >= BUCKETS - 1 ? Infinity : edge(bucket + 1));

function edge(bucket: number): number {
  words[HIGH] = (bucket + FIRST) << 13;
  words[LOW] = 0;
  return double[0] ?? 0;
}

/** The counts that are not zero, as pairs by rising bucket. */
export function sparseOf(counts: ArrayLike<number>): SparseHistogram {
  const pairs: (readonly [number, number])[] = [];
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0;
    if (count > 0) pairs.push([bucket, count]);
  }
  return pairs;
}

/** The counts of both. */
export function merge(one: SparseHistogram, other: SparseHistogram): SparseHistogram {
  const merged: (readonly [number, number])[] = [];
  let left = 0;
  let right = 0;
  for (;;) {
    const a = one[left];
    const b = other[right];
    if (a === undefined && b === undefined) return merged;
    if (b === undefined || (a !== undefined && a[0] < b[0])) {
      if (a !== undefined) merged.push(a);
      left++;
    } else if (a === undefined || b[0] < a[0]) {
      merged.push(b);
      right++;
    } else {
      merged.push([a[0], a[1] + b[1]]);
      left++;
      right++;
    }
  }
}

/** How many durations were counted. */
export const totalOf = (histogram: SparseHistogram): number => histogram.reduce((sum, [, count]) => sum + count, 0);

/**
 * The edges between which a quantile (0 to 1) lies: the smallest duration that at least this share does not exceed.
 * Undefined when nothing was counted. For display; a judge counts buckets and never interpolates.
 */
export function quantile(
  histogram: SparseHistogram,
  level: number,
): { readonly low: number; readonly high: number } | undefined {
  const needed = Math.max(1, Math.ceil(totalOf(histogram) * level));
  let seen = 0;
  for (const [bucket, count] of histogram) {
    seen += count;
    if (seen >= needed) return { low: lowerEdge(bucket), high: upperEdge(bucket) };
  }
  return undefined;
}
