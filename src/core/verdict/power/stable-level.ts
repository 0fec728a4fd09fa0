import { tailOf } from '../judged-metrics.ts';
import { observedQuantile } from '../latency/quantile-bounds.ts';
import type { StableRecord } from './stable-record.ts';

/** What a metric was on the stable track, at its upper edge; null where the record does not hold it. */
export function stableLevel(metric: string, stable: StableRecord): number | null {
  if (metric === 'error_rate') return Math.max(stable.errors, 1) / stable.requests;
  const tail = tailOf(metric);
  return tail === null ? null : observedQuantile(stable.latency, tail);
}
