import type { Comparison } from '../gate/gate.ts';
import { type DeclaredMetric, type ScalarMetric, THROUGHPUT } from './declared.ts';

/** Which judge holds a comparison: the sequential ones for counts and for latencies, the scalar one for all else. */
export type JudgeOf =
  | { readonly kind: 'counts'; readonly ratio: string | null }
  | { readonly kind: 'latency'; readonly tail: number }
  | { readonly kind: 'scalar'; readonly metric: ScalarMetric };

const COUNTED: readonly string[] = ['error_rate', 'success_rate'];
const LATENCY = /^latency_p(\d\d)(?:_(\d))?$/;

/** The judge of a metric; null for one that is neither built in nor declared. */
export function judgeOf(metric: string, declared: readonly DeclaredMetric[] = []): JudgeOf | null {
  const own = declared.find((each) => each.name === metric);
  if (own !== undefined)
    return own.kind === 'ratio' ? { kind: 'counts', ratio: metric } : { kind: 'scalar', metric: own };
  if (COUNTED.includes(metric)) return { kind: 'counts', ratio: null };
  const tail = tailOf(metric);
  if (tail !== null) return { kind: 'latency', tail };
  return metric === 'throughput' ? { kind: 'scalar', metric: THROUGHPUT } : null;
}

/** The share of latencies beyond a percentile: 0.01 for `latency_p99`; null for what is no percentile. */
export function tailOf(metric: string): number | null {
  const level = LATENCY.exec(metric);
  // Taken in thousandths, for 1 - 0.999 is not the double 0.001.
  return level === null ? null : (1_000 - Number(`${level[1]}${level[2] ?? 0}`)) / 1_000;
}

/** Metrics that grow with a track's share of traffic: compared with stable as they are, the smaller track would always lose. */
const GROWING: readonly string[] = ['', 'req/s', '/min'];

/** Why a comparison cannot be judged, and what to write instead; null when it can. */
export function unjudged(
  comparison: Comparison,
  role: 'gate' | 'trigger',
  declared: readonly DeclaredMetric[] = [],
): { readonly why: string; readonly remedy: string } | null {
  const judge = judgeOf(comparison.metric, declared);
  if (judge === null) return { why: 'no metric source gives it', remedy: 'Declare it under metrics: { queries: ... }' };
  const below = comparison.operator.startsWith('<') === (role === 'gate');
  if (judge.kind === 'latency' && !below) {
    const operator = role === 'gate' ? '<' : '>';
    return {
      why: 'nobody waits for slow answers: a latency is only judged from above',
      remedy: `Write: ${comparison.metric} ${operator} ...`,
    };
  }
  const grows = judge.kind === 'scalar' && GROWING.includes(judge.metric.unit) && !judge.metric.perRequest;
  if (grows && comparison.limit.kind === 'baseline') {
    return {
      why: `${comparison.metric} grows with the share of traffic, so it says nothing beside the stable track's`,
      remedy: 'Declare it with  per: request, or write a limit of its own',
    };
  }
  return null;
}
