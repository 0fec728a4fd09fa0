import { BUCKETS, upperEdge } from '../../src/core/verdict/histogram.ts';
import type { LatencyCounts } from '../../src/core/verdict/measurement.ts';
import { normalBelow } from '../../src/testing/normal.ts';
import type { Random } from './random.ts';

/** How long requests take: the share of them that is at or below so many milliseconds. */
export type LatencyShape = (milliseconds: number) => number;

const MEDIAN = 80;
const SIGMA = 0.6;

/** Log-normal around 80 ms: passing p99 < 1.1x takes 4126 requests at the Wald limit, as the design's arithmetic has it. */
export const logNormal: LatencyShape = (milliseconds) =>
  milliseconds <= 0 ? 0 : normalBelow(Math.log(milliseconds / MEDIAN) / SIGMA);

/** The same with one request in fifty slow by a power law (exponent 1.5, from 150 ms): its p99 lies in that tail. */
export const heavyTail: LatencyShape = (milliseconds) =>
  0.98 * logNormal(milliseconds) + 0.02 * (milliseconds <= 150 ? 0 : 1 - (150 / milliseconds) ** 1.5);

/** A shape that takes so many times as long. */
export const slower =
  (shape: LatencyShape, times: number): LatencyShape =>
  (milliseconds) =>
    shape(milliseconds / times);

/** The level of a shape's quantile, found by halving. */
export function quantileOf(shape: LatencyShape, level: number): number {
  let [low, high] = [0, 1e9];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (shape(middle) < level) low = middle;
    else high = middle;
  }
  return high;
}

/** A common bucket layout of services that export histograms, in milliseconds. */
export const COMMON_EDGES: readonly number[] = [
  5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000,
];

/** Draws whole seconds of latencies from a shape, as counts of buckets. */
export interface LatencySampler {
  draw(requests: number, random: Random): LatencyCounts;
}

/** A sampler into our own buckets, or into the edges of a source. */
export function samplerOf(shape: LatencyShape, edges: readonly number[] | null): LatencySampler {
  const ends =
    edges === null ? Array.from({ length: BUCKETS }, (_, bucket) => upperEdge(bucket)) : [...edges, Infinity];
  const below = ends.map((end) => (end === Infinity ? 1 : shape(end)));
  const table = aliasTable(below.map((share, at) => share - (below[at - 1] ?? 0)));
  const counts = new Uint32Array(ends.length);
  return {
    draw: (requests, random) => {
      const touched: number[] = [];
      for (let drawn = 0; drawn < requests; drawn += 1) {
        const bucket = table(random);
        if (counts[bucket] === 0) touched.push(bucket);
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      touched.sort((one, other) => one - other);
      const pairs = touched.map((bucket) => [bucket, counts[bucket] ?? 0] as const);
      const all = edges === null ? [] : Array.from(counts);
      for (const bucket of touched) counts[bucket] = 0;
      return edges === null ? { kind: 'own', counts: pairs } : { kind: 'foreign', edges, counts: all };
    },
  };
}

/** Draws an index with the given chances in a constant time (Vose's alias method). */
function aliasTable(chances: readonly number[]): (random: Random) => number {
  const size = chances.length;
  const share = chances.map((chance) => chance * size);
  const alias = chances.map((_, index) => index);
  const small = share.flatMap((part, index) => (part < 1 ? [index] : []));
  const large = share.flatMap((part, index) => (part < 1 ? [] : [index]));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() ?? 0;
    const high = large.at(-1) ?? 0;
    alias[low] = high;
    share[high] = (share[high] ?? 0) + (share[low] ?? 0) - 1;
    if ((share[high] ?? 0) < 1) small.push(large.pop() ?? 0);
  }
  for (const index of [...small, ...large]) share[index] = 1;
  return (random) => {
    const index = Math.floor(random.next() * size);
    return random.next() < (share[index] ?? 1) ? index : (alias[index] ?? index);
  };
}
