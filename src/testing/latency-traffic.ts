import type { Block, TrackBlock } from '../core/verdict/block.ts';
import { bucketOf } from '../core/verdict/histogram.ts';
import type { LatencyCounts } from '../core/verdict/measurement.ts';

/** A small seeded generator (xorshift32): the same paths in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4_294_967_296;
  };
}

/** Milliseconds with a long tail: the median is 60, the 99th percentile about 192. */
export const longTailed = (random: () => number): number =>
  60 * Math.exp(0.5 * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));

/** Latencies in our own buckets. */
export function ownLatencies(latencies: readonly number[]): LatencyCounts {
  const counts = new Map<number, number>();
  for (const each of latencies) {
    const bucket = bucketOf(each);
    if (bucket !== undefined) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return { kind: 'own', counts: [...counts].sort(([one], [other]) => one - other) };
}

/** Latencies between the edges of a source. */
export function foreignLatencies(edges: readonly number[], latencies: readonly number[]): LatencyCounts {
  const counts = Array<number>(edges.length + 1).fill(0);
  for (const each of latencies) {
    const found = edges.findIndex((edge) => each <= edge);
    const bucket = found < 0 ? edges.length : found;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return { kind: 'foreign', edges, counts };
}

/** A track that counted these latencies, none of which failed. */
export const trackOf = (latencies: readonly number[], as = ownLatencies): TrackBlock => ({
  kind: 'counts',
  requests: latencies.length,
  errors: 0,
  fresh: true,
  routed: latencies.length,
  latency: as(latencies),
});

/** One second of both tracks. */
export const secondOf = (candidate: TrackBlock, stable: TrackBlock): Block => ({
  seconds: 1,
  untimed: false,
  weightShare: null,
  values: { stable: {}, candidate: {} },
  candidate,
  stable,
});

/** So many draws of a latency. */
export const draws = (count: number, draw: () => number): readonly number[] => Array.from({ length: count }, draw);
