import type { LatencyCounts } from '../measurement.ts';
import { holding } from './latency-counts.ts';

/** Against an absolute limit the bucket that holds it may be this wide, as a part of the limit. */
const WIDEST = 0.05;

/**
 * Whether a source's buckets are too coarse to tell which side of a limit latencies lie on. Our own never are. Against a
 * baseline half of the margin is allowed, for the bound of the stable quantile has its own bucket.
 */
export function isCoarse(latency: LatencyCounts, limit: number, baseline: number | null): boolean {
  if (latency.kind === 'own') return false;
  const { edges } = latency;
  if (baseline === null && edges.includes(limit)) return false;
  const bucket = holding(edges, limit);
  const end = edges[bucket];
  if (end === undefined) return true;
  const begin = bucket === 0 ? 0 : (edges[bucket - 1] ?? 0);
  const widest = baseline !== null && limit > baseline ? (limit - baseline) / 2 / baseline : WIDEST;
  return (end - begin) / limit > widest;
}
