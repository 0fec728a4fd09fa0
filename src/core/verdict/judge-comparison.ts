import type { ComparisonState, SequentialState } from './comparison.ts';
import { judgeCounts } from './judge-counts.ts';
import { latched } from './latch.ts';
import { judgeLatency } from './latency/judge-latency.ts';
import { meanWorth } from './latency/shift.ts';
import { worth } from './ledger/capital.ts';
import type { LatencyRule, Rule, SequentialRule } from './rule.ts';
import { judgeScalar } from './scalar/judge-scalar.ts';
import type { View } from './view.ts';

/** One comparison after one closed block. */
export function judgeComparison(before: ComparisonState, rule: Rule, view: View): ComparisonState {
  if (rule.judge === 'scalar') return before.kind === 'scalar' ? judgeScalar(before, rule, view.block) : before;
  if (before.kind === 'scalar') return before;
  const judged = rule.judge === 'counts' ? judgeCounts(before, rule, view) : judgeLatency(before, rule, view);
  return withProof(withHolds(judged), rule, view);
}

function withHolds(state: SequentialState): SequentialState {
  const { holds } = state;
  const absolute = state.absolute === null ? 'open' : latched(holds.absolute, worth(state.absolute));
  const relative = state.relative === null ? 'open' : latched(holds.relative, worth(state.relative));
  const shift = state.shift === null ? 'open' : latched(holds.shift, meanWorth(state.shift));
  return absolute === holds.absolute && relative === holds.relative && shift === holds.shift
    ? state
    : { ...state, holds: { absolute, relative, shift } };
}

function withProof(state: SequentialState, rule: SequentialRule, view: View): SequentialState {
  if (state.failed !== null) return state;
  if (state.absolute !== null && worth(state.absolute) >= rule.failAt) return { ...state, failed: 'absolute' };
  if (rule.judge === 'latency') return hasShifted(state, rule) ? { ...state, failed: 'shift' } : state;
  if (state.relative === null || worth(state.relative) < rule.failAt) return state;
  // Worse than stable is no reason to go back while the candidate keeps well within an absolute limit.
  const { requests, errors } = state.counted?.candidate ?? view.candidate;
  const within = rule.claim.kind === 'absolute' && errors < rule.claim.limit * requests;
  return within ? state : { ...state, failed: 'relative' };
}

/** A shift is no reason to go back either before the gate itself has lost some ground. */
const GATE_AT_LEAST = 3;

function hasShifted(state: SequentialState, rule: LatencyRule): boolean {
  if (state.shift === null || rule.shift === null || state.absolute === null || state.environment) return false;
  return meanWorth(state.shift) >= rule.shift.failAt && worth(state.absolute) >= GATE_AT_LEAST;
}
