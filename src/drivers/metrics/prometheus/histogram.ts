import type { LatencyCounts } from '../../../core/verdict/measurement.ts';
import type { Series } from './answer.ts';
import { CONTRADICTION, incrementsOf, type ScrapedTarget, targetKey } from './increments.ts';

/** Milliseconds in one unit of a histogram's `le`: its name says so, and seconds are the custom. */
export const bucketUnit = (metric: string): number => (/_(?:milliseconds|millis|ms)_/.test(`${metric}_`) ? 1 : 1_000);

/** The edges of buckets, in milliseconds and rising, that every histogram among the series has. */
export function commonEdges(series: readonly Series[], unit: number): readonly number[] {
  const sets = new Map<string, Set<number>>();
  for (const { labels } of series) {
    const { le = '', ...rest } = labels;
    const key = JSON.stringify(Object.entries(rest).toSorted());
    const edges = sets.get(key) ?? new Set();
    if (Number.isFinite(edgeOf(le, unit))) edges.add(edgeOf(le, unit));
    sets.set(key, edges);
  }
  const [first = new Set<number>(), ...others] = sets.values();
  return [...first].filter((edge) => others.every((set) => set.has(edge))).toSorted((a, b) => a - b);
}

// `0.1` seconds are 100 ms, and not 100.00000000000001.
const edgeOf = (le: string, unit: number): number =>
  le === '+Inf' ? Number.POSITIVE_INFINITY : Number((Number(le) * unit).toPrecision(12));

/**
 * Counts per bucket, made of what the cumulative `_bucket` counters counted; null when they contradict themselves or none is there.
 * Histograms with other edges beside each other are added up over the edges that all of them have.
 */
export function latencyOf(
  series: readonly Series[],
  unit: number,
  targets: ReadonlyMap<string, ScrapedTarget>,
  within: (target: string) => { readonly after: number; readonly until: number } | undefined,
): LatencyCounts | null {
  const edges = commonEdges(series, unit);
  const upTo = new Map<number, number>();
  for (const one of series) {
    const key = targetKey(one.labels);
    const target = targets.get(key);
    const range = within(key);
    if (target === undefined || range === undefined) continue;
    const increments = incrementsOf(one, target, range.after, range.until);
    if (increments === CONTRADICTION) return null;
    const edge = edgeOf(one.labels.le ?? '', unit);
    upTo.set(edge, (upTo.get(edge) ?? 0) + increments.reduce((sum, { by }) => sum + by, 0));
  }
  if (!upTo.has(Number.POSITIVE_INFINITY)) return null;
  let below = 0;
  const counts = [...edges, Number.POSITIVE_INFINITY].map((edge) => {
    const reached = upTo.get(edge) ?? 0;
    const inside = reached - below;
    below = reached;
    return inside;
  });
  return counts.every((count) => Number.isInteger(count) && count >= 0) ? { kind: 'foreign', edges, counts } : null;
}
