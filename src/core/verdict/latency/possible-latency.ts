import { BUCKETS } from '../histogram.ts';
import type { LatencyCounts } from '../measurement.ts';

/** More edges than this make no histogram that anybody keeps. */
const MOST_EDGES = 4_096;

/** Whether latencies can be what they say: whole counts in buckets that rise. */
export function isPossibleLatency(latency: LatencyCounts, isCount: (value: number) => boolean): boolean {
  if (latency.kind === 'own') {
    let before = -1;
    const { counts } = latency;
    for (let index = 0; index < counts.length; index += 1) {
      const pair = counts[index];
      if (pair === undefined || !isCount(pair[1])) return false;
      const bucket = pair[0];
      if (!Number.isInteger(bucket) || bucket <= before || bucket >= BUCKETS) return false;
      before = bucket;
    }
    return true;
  }
  const { edges, counts } = latency;
  if (edges.length === 0 || edges.length > MOST_EDGES || counts.length !== edges.length + 1) return false;
  let before = 0;
  for (const edge of edges) {
    if (!(edge > before) || edge === Infinity) return false;
    before = edge;
  }
  return counts.every(isCount);
}
