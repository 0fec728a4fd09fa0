import { BUCKETS, bucketOf } from '../histogram.ts';
import type { LatencyCounts } from '../measurement.ts';

/** How many latencies were counted. */
export function latenciesIn(latency: LatencyCounts | null): number {
  if (latency === null) return 0;
  let total = 0;
  if (latency.kind === 'own') for (const pair of latency.counts) total += pair[1];
  else for (const count of latency.counts) total += count;
  return total;
}

/** How many lie surely above a limit: those in buckets that begin above it. Failing counts these, so it never counts too many. */
export const countAbove = (latency: LatencyCounts, limit: number): number => count(latency, limit, 1);

/** How many may lie above a limit: those in buckets that reach beyond it. Passing counts these, so it never counts too few. */
export const countReaching = (latency: LatencyCounts, limit: number): number => count(latency, limit, 0);

// The bucket that holds the limit reaches beyond it; the ones after it lie above. Slow buckets are few and come last.
function count(latency: LatencyCounts, limit: number, after: 0 | 1): number {
  let sum = 0;
  if (latency.kind === 'own') {
    const { counts } = latency;
    const first = (bucketOf(limit) ?? BUCKETS) + after;
    for (let index = counts.length - 1; index >= 0; index -= 1) {
      const pair = counts[index];
      if (pair === undefined || pair[0] < first) break;
      sum += pair[1];
    }
    return sum;
  }
  const { edges, counts } = latency;
  const first = holding(edges, limit) + after;
  for (let index = counts.length - 1; index >= first; index -= 1) sum += counts[index] ?? 0;
  return sum;
}

/** The foreign bucket that holds what lies just above a limit: an edge belongs to the bucket it ends. */
export function holding(edges: readonly number[], limit: number): number {
  let index = 0;
  while (index < edges.length && (edges[index] ?? 0) <= limit) index += 1;
  return index;
}
