import type { Track } from '../unit/environment.ts';
import { merge, quantile } from './histogram.ts';
import type { Absence, LatencyCounts, Measurement, SparseHistogram } from './measurement.ts';

/** What one track's measurements say of a metric together. */
export type Read =
  | {
      readonly kind: 'value';
      readonly value: number;
      /** The lower edge of the bucket that holds a quantile. */
      readonly from: number | null;
      readonly requests: number | null;
      readonly errors: number | null;
    }
  | { readonly kind: 'absent'; readonly why: Absence | 'no-requests' | 'not-measured'; readonly detail: string };

/** What a metric is read from: counts, latencies, or a value or ratio that the source gives by name. */
export type ReadKind =
  | { readonly kind: 'error_rate' | 'success_rate' | 'throughput' }
  | { readonly kind: 'latency'; readonly level: number }
  | { readonly kind: 'value' | 'ratio'; readonly name: string };

/** A metric as a track shows it over some measurements. For people to look at: it proves nothing. */
export function readMetric(metric: ReadKind, track: Track, measurements: readonly Measurement[]): Read {
  if (metric.kind === 'value') return namedValue(metric.name, track, measurements);
  if (metric.kind === 'ratio') return ratioOf(metric.name, track, measurements);
  const counted = measurements.flatMap(({ tracks, covers }) => {
    const { [track]: each } = tracks;
    return each.kind === 'counts' ? [{ ...each, covers }] : [];
  });
  if (counted.length === 0) return absenceOf(track, measurements);
  const sum = (of: 'requests' | 'errors' | 'covers'): number => counted.reduce((all, each) => all + each[of], 0);
  const [requests, errors] = [sum('requests'), sum('errors')];
  if (metric.kind === 'throughput')
    return { kind: 'value', value: requests / sum('covers'), from: null, requests, errors };
  if (requests === 0) return { kind: 'absent', why: 'no-requests', detail: `no request to ${track} in this time` };
  if (metric.kind === 'latency') {
    const edges = quantileOf(
      counted.flatMap(({ latency }) => latency ?? []),
      metric.level,
    );
    if (edges === null) return { kind: 'absent', why: 'not-measured', detail: 'the source has no latencies' };
    return { kind: 'value', value: edges.high, from: edges.low, requests, errors };
  }
  const rate = metric.kind === 'error_rate' ? errors / requests : (requests - errors) / requests;
  return { kind: 'value', value: rate, from: null, requests, errors };
}

function namedValue(name: string, track: Track, measurements: readonly Measurement[]): Read {
  const value = measurements.findLast(({ values }) => values[track][name] !== undefined)?.values[track][name];
  if (value !== undefined) return { kind: 'value', value, from: null, requests: null, errors: null };
  const detail = `the source gave no ${name} of ${track}`;
  return { kind: 'absent', why: 'empty', detail };
}

function ratioOf(name: string, track: Track, measurements: readonly Measurement[]): Read {
  const counted = measurements.flatMap(({ ratios }) => ratios?.[track][name] ?? []);
  const of = counted.reduce((sum, each) => sum + each.of, 0);
  const events = counted.reduce((sum, each) => sum + each.events, 0);
  if (counted.length === 0)
    return { kind: 'absent', why: 'empty', detail: `the source counted no ${name} of ${track}` };
  if (of === 0) return { kind: 'absent', why: 'no-requests', detail: `nothing to count ${name} of in this time` };
  return { kind: 'value', value: events / of, from: null, requests: of, errors: events };
}

function absenceOf(track: Track, measurements: readonly Measurement[]): Read {
  const last = measurements.at(-1)?.tracks[track];
  if (last?.kind !== 'absent') return { kind: 'absent', why: 'empty', detail: 'the source said nothing' };
  return { kind: 'absent', why: last.why, detail: last.detail };
}

/** The edges of the bucket that holds a quantile; null where nothing was counted. The last bucket has no end: its start stands for it. */
export function quantileOf(
  counted: readonly LatencyCounts[],
  level: number,
): { readonly low: number; readonly high: number } | null {
  const own = counted.flatMap((one) => (one.kind === 'own' ? [one.counts] : []));
  if (own.length > 0) return finite(quantile(own.reduce<SparseHistogram>(merge, []), level));
  return foreignQuantile(
    counted.flatMap((one) => (one.kind === 'foreign' ? [one] : [])),
    level,
  );
}

function foreignQuantile(
  counted: readonly Extract<LatencyCounts, { kind: 'foreign' }>[],
  level: number,
): { readonly low: number; readonly high: number } | null {
  const edges = counted.at(-1)?.edges ?? [];
  // Where a source changed its buckets only the newest ones go together.
  const alike = counted.filter(
    (one) => one.edges.length === edges.length && one.edges.every((edge, at) => edge === edges[at]),
  );
  const counts = edges.concat(0).map((_, bucket) => alike.reduce((sum, one) => sum + (one.counts[bucket] ?? 0), 0));
  const needed = Math.max(1, Math.ceil(counts.reduce((sum, count) => sum + count, 0) * level));
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= needed) return finite({ low: edges[bucket - 1] ?? 0, high: edges[bucket] ?? Infinity });
  }
  return null;
}

const finite = (edges: { readonly low: number; readonly high: number } | undefined) =>
  edges === undefined ? null : { low: edges.low, high: Number.isFinite(edges.high) ? edges.high : edges.low };
