import type { RecordLatency, TrackRecord } from './record.ts';

type Histogram = Extract<RecordLatency, { kind: 'histogram' }>;

/** The newest totals of a source and track: what the next ones are held against. `null`: not seen yet. */
export interface Totals {
  readonly requests: number | null;
  readonly errors: number | null;
  readonly histogram: Histogram | null;
  readonly routed: number | null;
}

/** What was added between two totals. `null`: not carried, or only a starting point. */
export interface Added {
  readonly counts: { readonly requests: number; readonly errors: number } | null;
  readonly histogram: Histogram | null;
  readonly routed: number | null;
}

export const NO_TOTALS: Totals = { requests: null, errors: null, histogram: null, routed: null };

/** What newer totals add to older ones, or that they contradict them. The first ones are only a starting point. */
export function addedSince(before: Totals, record: TrackRecord): Added | 'contradictory' {
  const { counts, routed } = record;
  const histogram = histogramOf(record);
  // A request counter that falls began anew, and the whole record with it: what it shows is what was added.
  const isReset = counts !== null && before.requests !== null && counts.requests < before.requests;
  if (isReset) return { counts, histogram, routed };
  const isFewer = counts !== null && before.errors !== null && counts.errors < before.errors;
  const buckets = histogram === null || before.histogram === null ? null : difference(before.histogram, histogram);
  if (isFewer || buckets === 'contradictory') return 'contradictory';
  return {
    counts:
      counts === null || before.requests === null || before.errors === null
        ? null
        : { requests: counts.requests - before.requests, errors: counts.errors - before.errors },
    histogram: buckets,
    // The router counts by itself: its restart is no restart of the unit.
    routed: routed === null || before.routed === null ? null : routed < before.routed ? routed : routed - before.routed,
  };
}

/** The totals to hold the next record against. After a reset nothing of the old ones counts any more. */
export function totalsAfter(before: Totals, record: TrackRecord): Totals {
  const { counts, routed } = record;
  const histogram = histogramOf(record);
  const isReset = counts !== null && before.requests !== null && counts.requests < before.requests;
  const kept = isReset ? NO_TOTALS : before;
  return {
    requests: counts?.requests ?? kept.requests,
    errors: counts?.errors ?? kept.errors,
    histogram: histogram ?? kept.histogram,
    routed: routed ?? kept.routed,
  };
}

const histogramOf = ({ latency }: TrackRecord): Histogram | null => (latency?.kind === 'histogram' ? latency : null);

/** What was counted since; null when the edges changed, for then the new ones are a starting point. */
function difference(before: Histogram, after: Histogram): Histogram | 'contradictory' | null {
  if (!isSameLayout(before.edges, after.edges)) return null;
  const counts = after.counts.map((count, index) => count - (before.counts[index] ?? 0));
  return counts.some((count) => count < 0) ? 'contradictory' : { ...after, counts };
}

/** Whether two histograms have the same edges. */
export const isSameLayout = (one: readonly number[], other: readonly number[]): boolean =>
  one === other || (one.length === other.length && one.every((edge, index) => edge === other[index]));
