import { BUCKETS, bucketOf, lowerEdge, upperEdge } from '../histogram.ts';
import type { LatencyCounts } from '../measurement.ts';
import { zeros } from '../zeros.ts';
import { holding } from './latency-counts.ts';

/**
 * The latencies of a track over a time. Our own buckets lie in octaves of 128 with the sum of each, so that those that nothing
 * fell into take no room; edges of a source are kept as they are.
 */
export type Distribution =
  | {
      readonly kind: 'own';
      total: number;
      readonly octaves: (readonly number[])[];
      readonly sums: number[];
    }
  | {
      readonly kind: 'foreign';
      readonly total: number;
      readonly edges: readonly number[];
      readonly counts: readonly number[];
    };

const OCTAVE_BITS = 7;
const OCTAVE = 1 << OCTAVE_BITS;
const OCTAVES = BUCKETS / OCTAVE;
const EMPTY: readonly number[] = [];

/** The distribution with the latencies of one more block, and the one before as it was. */
export function addLatencies(before: Distribution | null, latency: LatencyCounts | null): Distribution | null {
  if (latency === null || latency.counts.length === 0) return before;
  if (latency.kind === 'foreign') return addForeign(before, latency);
  const own = ownOf(before === null ? null : copyDistribution(before));
  for (const [bucket, count] of latency.counts) addBucket(own, bucket, count);
  return own;
}

/** The same distribution for another to change. What is counted by a source's edges is added up anew each time. */
export const copyDistribution = (distribution: Distribution): Distribution =>
  distribution.kind === 'foreign'
    ? distribution
    : {
        ...distribution,
        octaves: distribution.octaves.map((octave) => (octave.length === 0 ? EMPTY : octave.slice())),
        sums: distribution.sums.slice(),
      };

type Own = Extract<Distribution, { kind: 'own' }>;
type Foreign = Pick<Extract<LatencyCounts, { kind: 'foreign' }>, 'edges' | 'counts'>;

const NO_OCTAVES: readonly (readonly number[])[] = Array<readonly number[]>(OCTAVES).fill(EMPTY);

/** The distribution if it holds our own buckets; a new one where it does not. */
export const ownOf = (before: Distribution | null): Own =>
  before?.kind === 'own' ? before : { kind: 'own', total: 0, octaves: NO_OCTAVES.slice(), sums: zeros(OCTAVES) };

/** Counts so many latencies of one bucket into a distribution that nobody else holds. */
export function addBucket(own: Own, bucket: number, count: number): void {
  const octave = bucket >>> OCTAVE_BITS;
  // Those that nothing fell into share one empty array.
  let counts = own.octaves[octave] as number[];
  if (counts.length === 0) {
    counts = zeros(OCTAVE);
    own.octaves[octave] = counts;
  }
  const place = bucket & (OCTAVE - 1);
  counts[place] = (counts[place] ?? 0) + count;
  own.sums[octave] = (own.sums[octave] ?? 0) + count;
  own.total += count;
}

/**
 * The distribution with the latencies of one more block by a source's edges. Where it had other buckets the new ones begin anew:
 * what was counted in others cannot be added to them.
 */
export function addForeign(before: Distribution | null, { edges, counts }: Foreign): Distribution {
  const base = before?.kind === 'foreign' && isSame(before.edges, edges) ? before : null;
  let total = base?.total ?? 0;
  const added = counts.map((count, index) => {
    total += count;
    return count + (base?.counts[index] ?? 0);
  });
  return { kind: 'foreign', total, edges: base?.edges ?? edges, counts: added };
}

/** Whether two histograms have the same buckets: only then can one be added to the other. */
export const hasSameBuckets = (one: LatencyCounts | Distribution, other: LatencyCounts | Distribution): boolean =>
  one.kind === 'own' || other.kind === 'own' ? one.kind === other.kind : isSame(one.edges, other.edges);

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one === other || (one.length === other.length && one.every((edge, index) => edge === other[index]));

/** How many latencies lie in buckets that reach beyond a limit. */
export function countBeyond(distribution: Distribution, limit: number): number {
  let sum = 0;
  if (distribution.kind === 'foreign') {
    const { edges, counts } = distribution;
    for (let index = holding(edges, limit); index < counts.length; index += 1) sum += counts[index] ?? 0;
    return sum;
  }
  const first = bucketOf(limit) ?? BUCKETS;
  const octave = Math.floor(first / OCTAVE);
  for (let index = octave + 1; index < OCTAVES; index += 1) sum += distribution.sums[index] ?? 0;
  const counts = distribution.octaves[octave] ?? EMPTY;
  for (let index = first % OCTAVE; index < counts.length; index += 1) sum += counts[index] ?? 0;
  return sum;
}

/** Two distributions with the same buckets, asked as if they were one: adding them up would cost more than the question. */
interface Both {
  readonly kind: 'both';
  readonly total: number;
  readonly before: Distribution;
  readonly now: Distribution;
}

/** Latencies whose quantiles can be asked for. */
export type Known = Distribution | Both;

/** The latencies of both; of the later one alone where a source changed its buckets between them. */
export function joined(before: Distribution | null, now: Distribution | null): Known | null {
  if (before === null || now === null) return now ?? before;
  return hasSameBuckets(before, now) ? { kind: 'both', total: before.total + now.total, before, now } : now;
}

/** The lowest edge that at most so many latencies reach or pass; null when more lie in the last bucket, which has no end. */
export function lowestEdge(known: Known, most: number): number | null {
  if (most < 0) return null;
  const now = known.kind === 'both' ? known.now : known;
  const bucket = bucketFromTop(now, known.kind === 'both' ? known.before : null, most + 1);
  const edge = now.kind === 'own' ? upperEdge(bucket) : now.edges[bucket];
  return edge === undefined || edge === Infinity ? null : edge;
}

/** The highest edge that at least so many latencies reach or pass; null when there are fewer. */
export function highestEdge(known: Known, fewest: number): number | null {
  if (fewest > known.total) return null;
  const now = known.kind === 'both' ? known.now : known;
  const bucket = bucketFromTop(now, known.kind === 'both' ? known.before : null, fewest);
  return now.kind === 'own' ? lowerEdge(bucket) : (now.edges[bucket - 1] ?? 0);
}

/** The bucket in which the latency lies that is the so-manieth from the slowest; 0 when there are fewer. */
function bucketFromTop(one: Distribution, other: Distribution | null, nth: number): number {
  let left = nth;
  if (one.kind === 'foreign') {
    const others = other?.kind === 'foreign' ? other.counts : EMPTY;
    for (let index = one.counts.length - 1; index > 0; index -= 1) {
      left -= (one.counts[index] ?? 0) + (others[index] ?? 0);
      if (left <= 0) return index;
    }
    return 0;
  }
  const beside = other?.kind === 'own' ? other : null;
  for (let octave = OCTAVES - 1; octave >= 0; octave -= 1) {
    const sum = (one.sums[octave] ?? 0) + (beside?.sums[octave] ?? 0);
    if (left > sum) {
      left -= sum;
      continue;
    }
    const counts = one.octaves[octave] ?? EMPTY;
    const others = beside?.octaves[octave] ?? EMPTY;
    for (let index = OCTAVE - 1; index >= 0; index -= 1) {
      left -= (counts[index] ?? 0) + (others[index] ?? 0);
      if (left <= 0) return octave * OCTAVE + index;
    }
  }
  return 0;
}
