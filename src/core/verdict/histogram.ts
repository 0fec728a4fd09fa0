import type { SparseHistogram } from './measurement.ts';

export type { SparseHistogram };

/** How many buckets there are: seven bits of mantissa for each power of two from 0.98 µs to 70 min. */
export const BUCKETS = 4096;

// What a module exports is looked up each time; the loops below use this.
const SIZE = BUCKETS;

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

/** Fewer durations than this are counted one by one: emptying the tables would take longer than counting. */
const MANY = 4_096;

/** A function that is called often is compiled as a whole; one long loop may run for good in what was compiled in its midst, twice as slow. */
const PORTION = 1_024;

// Four tables take turns, so that one count never waits for the one before it. They are empty between two calls; that they
// are the same for everybody lets them be compiled in as a constant.
const tables = new Int32Array(4 * SIZE);

/** Counts durations by bucket, many at a time. */
export class BucketCounts {
  readonly #counts = new Uint32Array(SIZE);

  /** Counts the first `length` of these milliseconds, each in the bucket that `bucketOf` gives. */
  countAll(durations: Float64Array, length: number = durations.length): void {
    const counts = this.#counts;
    const whole = length < MANY ? 0 : length - (length % 4);
    if (whole > 0) {
      const bits = new Int32Array(durations.buffer, durations.byteOffset, 2 * length);
      for (let from = 0; from < whole; from += PORTION) {
        countPortion(durations, bits, from, Math.min(whole, from + PORTION), counts);
      }
      emptyInto(counts);
    }
    countOneByOne(durations, whole, length, counts);
  }

  /** What was counted since the last time. */
  take(): SparseHistogram {
    const pairs = sparseOf(this.#counts);
    this.#counts.fill(0);
    return pairs;
  }
}

/** Counts into the tables; numbers that are no durations, or lie outside of the buckets, go the careful way. */
function countPortion(durations: Float64Array, bits: Int32Array, from: number, to: number, counts: Uint32Array): void {
  for (let at = from, word = 2 * from + HIGH; at < to; at += 4, word += 8) {
    const one = ((bits[word] ?? 0) >> 13) - FIRST;
    const two = ((bits[word + 2] ?? 0) >> 13) - FIRST;
    const three = ((bits[word + 4] ?? 0) >> 13) - FIRST;
    const four = ((bits[word + 6] ?? 0) >> 13) - FIRST;
    if ((one | two | three | four) >>> 0 < SIZE) {
      tables[one] = (tables[one] ?? 0) + 1;
      tables[two + SIZE] = (tables[two + SIZE] ?? 0) + 1;
      tables[three + 2 * SIZE] = (tables[three + 2 * SIZE] ?? 0) + 1;
      tables[four + 3 * SIZE] = (tables[four + 3 * SIZE] ?? 0) + 1;
    } else countOneByOne(durations, at, at + 4, counts);
  }
}

function countOneByOne(durations: Float64Array, from: number, to: number, counts: Uint32Array): void {
  for (let at = from; at < to; at += 1) {
    const bucket = bucketOf(durations[at] ?? Number.NaN);
    if (bucket !== undefined) counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
}

function emptyInto(counts: Uint32Array): void {
  for (let bucket = 0; bucket < SIZE; bucket += 1) {
    const first = (tables[bucket] ?? 0) + (tables[bucket + SIZE] ?? 0);
    const last = (tables[bucket + 2 * SIZE] ?? 0) + (tables[bucket + 3 * SIZE] ?? 0);
    counts[bucket] = (counts[bucket] ?? 0) + first + last;
  }
  tables.fill(0);
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
