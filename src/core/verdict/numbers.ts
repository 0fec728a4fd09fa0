import { eventsIn } from './claim.ts';
import type { SequentialState } from './comparison.ts';
import type { JudgeState } from './judge-state.ts';
import { HOLD_AT } from './latch.ts';
import { candidateShown, stableShown } from './latency/latencies.ts';
import { highestQuantile, lowestQuantile, observedQuantile } from './latency/quantile-bounds.ts';
import { limitAt } from './latency/quantile-claim.ts';
import { lowerBound, upperBound } from './ledger/bounds.ts';
import { levelOf } from './ledger/critical.ts';
import { temperingOf } from './ledger/tempering.ts';
import type { CountRule, LatencyRule, ScalarRule, SequentialRule } from './rule.ts';
import { scalarLimit } from './scalar/scalar-claim.ts';
import type { ScalarState } from './scalar/scalar-state.ts';
import type { Totals } from './totals.ts';
import type { Bounds } from './verdict.ts';

/** The candidate's rate of events in this stage, the stable track's, and the limit as far as it is known; of a latency, its quantiles. */
export interface Observed {
  readonly rate: number | null;
  readonly stable: number | null;
  readonly limit: number | null;
}

/** What was observed of a comparison since the stage began. */
export const observedOf = (comparison: SequentialState, rule: SequentialRule, state: JudgeState): Observed =>
  rule.judge === 'counts' ? observedRate(rule, countedOf(comparison, state)) : observedLatency(rule, state);

/** The counts of both tracks since the stage began that a comparison is about. */
export const countedOf = (
  { counted }: SequentialState,
  { candidate, stable }: Pick<JudgeState, 'candidate' | 'stable'>,
): Record<'candidate' | 'stable', Totals> => counted ?? { candidate, stable };

/** What was observed of counts, in events. */
export function observedRate(rule: CountRule, counts: Readonly<Record<'candidate' | 'stable', Totals>>): Observed {
  const { claim } = rule;
  const share = (totals: Totals): number | null =>
    totals.requests === 0 ? null : eventsIn(claim.kind === 'ratio' ? 'errors' : claim.event, totals) / totals.requests;
  const stable = share(counts.stable);
  return { rate: share(counts.candidate), stable, limit: limitOf(rule, stable) };
}

function limitOf({ claim }: CountRule, stable: number | null): number | null {
  if (claim.kind === 'absolute') return claim.limit;
  if (stable === null) return null;
  const limit = claim.kind === 'ratio' ? claim.ratio * stable : claim.factor * stable + claim.plus;
  return Math.min(1, Math.max(0, limit));
}

function observedLatency({ claim }: LatencyRule, { latencies }: JudgeState): Observed {
  const stable = observedQuantile(stableShown(latencies), claim.tail);
  return {
    rate: observedQuantile(candidateShown(latencies), claim.tail),
    stable,
    limit: limitAt(claim, stable),
  };
}

/** What is known of a comparison's metric, for display. */
export function boundsOf(comparison: SequentialState, rule: SequentialRule, state: JudgeState): Bounds {
  return rule.judge === 'counts' ? rateBounds(comparison, rule, state) : latencyBounds(comparison, rule, state);
}

/** The observed rate with its bounds, in the metric's own direction: success_rate is what errors leave. */
function rateBounds(comparison: SequentialState, rule: CountRule, state: JudgeState): Bounds {
  const counted = countedOf(comparison, state);
  const { rate, stable, limit } = observedRate(rule, counted);
  const counts = { requests: counted.candidate.requests, events: eventsIn(rule.claim.event, counted.candidate) };
  const tempering = temperingOf(state.burst);
  const low = rate === null ? null : lowerBound(counts, HOLD_AT, tempering);
  const high = rate === null ? null : upperBound(counts, HOLD_AT, tempering);
  const turned = (rule.comparison.metric !== 'success_rate') !== (rule.claim.event === 'errors');
  const shown = (value: number | null): number | null => (value === null || !turned ? value : 1 - value);
  return {
    low: shown(turned ? high : low),
    high: shown(turned ? low : high),
    observed: shown(rate),
    baseline: shown(stable),
    limit: shown(limit),
    unit: 'ratio',
  };
}

/** The observed quantile in milliseconds, between the edges that it is proven to lie between. */
function latencyBounds({ latency }: SequentialState, rule: LatencyRule, state: JudgeState): Bounds {
  const { tail } = rule.claim;
  const { rate, stable, limit } = observedLatency(rule, state);
  const candidate = candidateShown(state.latencies);
  const tempering = latency === null ? 1 : temperingOf(latency.burst);
  const bound = (side: 'up' | 'down'): number | null => {
    if (candidate === null || candidate.total === 0) return null;
    const level = levelOf(side, tail, HOLD_AT, tempering);
    return side === 'up' ? lowestQuantile(candidate, level) : highestQuantile(candidate, level);
  };
  return { low: bound('up'), high: bound('down'), observed: rate, baseline: stable, limit, unit: 'ms' };
}

/** A value and its limit: nothing is proven of it. */
export const scalarBounds = ({ value, stable }: ScalarState, { claim }: ScalarRule): Bounds => ({
  low: null,
  high: null,
  observed: value,
  baseline: stable?.value ?? null,
  limit: scalarLimit(claim, stable?.value ?? null),
  unit: claim.metric.unit,
});
