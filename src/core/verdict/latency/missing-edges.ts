import { comparisonsOf } from '../../gate/comparisons.ts';
import type { Comparison, Gate, Trigger } from '../../gate/gate.ts';
import type { LatencyCounts } from '../measurement.ts';
import { isCoarse } from './resolution.ts';

/** A gate or trigger that a source's buckets cannot decide, and the edges in milliseconds that would let them. */
export interface MissingEdges {
  readonly gate: string;
  readonly edges: readonly number[];
}

/** More edges than these nobody adds for one gate. */
const MOST = 12;
const LATENCY = /^latency_p(\d+)(?:_(\d+))?$/;

/** What cannot be decided by latencies that are counted like these: known before anything is deployed. */
export const missingEdges = (all: readonly (Gate | Trigger)[], latency: LatencyCounts): readonly MissingEdges[] =>
  all.flatMap((one) => {
    const edges = [...new Set(comparisonsOf(one.condition).flatMap((each) => edgesFor(each, latency)))];
    return edges.length === 0 ? [] : [{ gate: one.text, edges: edges.toSorted((a, b) => a - b).slice(0, MOST) }];
  });

function edgesFor({ metric, limit }: Comparison, latency: LatencyCounts): readonly number[] {
  const level = levelOf(metric);
  if (level === null || latency.kind === 'own') return [];
  if (limit.kind === 'quantity') {
    return isCoarse(latency, limit.quantity.value, null) ? [limit.quantity.value] : [];
  }
  const baseline = quantileOf(latency, level);
  if (baseline === null) return [];
  const bound = limit.factor * baseline + (limit.plus?.value ?? 0);
  return isCoarse(latency, bound, baseline) ? between(baseline, bound) : [];
}

function levelOf(metric: string): number | null {
  const [, whole, part = ''] = LATENCY.exec(metric) ?? [];
  return whole === undefined ? null : Number(`0.${whole}${part}`);
}

/** The edge that so many latencies do not exceed; null when none is known. */
function quantileOf({ edges, counts }: Extract<LatencyCounts, { kind: 'foreign' }>, level: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [index, count] of counts.entries()) {
    seen += count;
    if (total > 0 && seen >= level * total) return edges[index] ?? null;
  }
  return null;
}

/** Edges so close that half of the margin lies between two of them, around what stable does now and the limit that it makes. */
function between(baseline: number, bound: number): readonly number[] {
  const step = Math.max((bound - baseline) / 2, baseline / 100);
  const count = Math.min(MOST, Math.ceil((bound + step - (baseline - step)) / step) + 1);
  return Array.from({ length: count }, (_, index) => Number((baseline - step + index * step).toPrecision(3)));
}
