import { eventsIn } from './claim.ts';
import type { JudgeState } from './judge.ts';
import type { Totals } from './judge-comparison.ts';
import { HOLD_AT } from './latch.ts';
import { lowerBound, upperBound } from './ledger/bounds.ts';
import { temperingOf } from './ledger/tempering.ts';
import type { Rule } from './rule.ts';
import type { Bounds } from './verdict.ts';

/** The candidate's rate of events in this stage, the stable track's, and the limit as far as it is known. */
export interface Observed {
  readonly rate: number | null;
  readonly stable: number | null;
  readonly limit: number | null;
}

/** What was observed of a comparison since the stage began, in events. */
export function observedRate(rule: Rule, state: Pick<JudgeState, 'candidate' | 'stable'>): Observed {
  const { claim } = rule;
  const share = (totals: Totals): number | null =>
    totals.requests === 0 ? null : eventsIn(claim.kind === 'ratio' ? 'errors' : claim.event, totals) / totals.requests;
  const stable = share(state.stable);
  return { rate: share(state.candidate), stable, limit: limitOf(rule, stable) };
}

function limitOf({ claim }: Rule, stable: number | null): number | null {
  if (claim.kind === 'absolute') return claim.limit;
  if (stable === null) return null;
  const limit = claim.kind === 'ratio' ? claim.ratio * stable : claim.factor * stable + claim.plus;
  return Math.min(1, Math.max(0, limit));
}

/** The observed rate with its bounds, in the metric's own direction: success_rate is what errors leave. */
export function boundsOf(rule: Rule, state: JudgeState): Bounds {
  const { rate, stable, limit } = observedRate(rule, state);
  const counts = { requests: state.candidate.requests, events: eventsIn(rule.claim.event, state.candidate) };
  const tempering = temperingOf(state.burst);
  const low = rate === null ? null : lowerBound(counts, HOLD_AT, tempering);
  const high = rate === null ? null : upperBound(counts, HOLD_AT, tempering);
  const turned = (rule.comparison.metric === 'error_rate') !== (rule.claim.event === 'errors');
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
