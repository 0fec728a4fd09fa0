import type { ComparisonState, FailLedger, SequentialState } from './comparison.ts';
import { judgeCounts } from './judge-counts.ts';
import { latched } from './latch.ts';
import { judgeLatency } from './latency/judge-latency.ts';
import { meanWorth } from './latency/shift.ts';
import { worth } from './ledger/capital.ts';
import type { LatencyRule, Rule, SequentialRule } from './rule.ts';
import { judgeScalar } from './scalar/judge-scalar.ts';
import type { View } from './view.ts';

/** Takes one closed block into a comparison: ledgers change in place, a value is replaced. */
export function judgeComparison(state: ComparisonState, rule: Rule, view: View): ComparisonState {
  if (rule.judge === 'scalar') return state.kind === 'scalar' ? judgeScalar(state, rule, view.block) : state;
  if (state.kind === 'scalar') return state;
  if (rule.judge === 'counts') judgeCounts(state, rule, view);
  else judgeLatency(state, rule, view);
  const e = failValues(state);
  latch(state.holds, e);
  state.failed ??= proofIn(state, e, rule, view);
  return state;
}

/** What each ledger that may fail owns; 0 where it is not kept. */
type FailValues = Readonly<Record<FailLedger, number>>;

const failValues = ({ absolute, relative, shift }: SequentialState): FailValues => ({
  absolute: absolute === null ? 0 : worth(absolute),
  relative: relative === null ? 0 : worth(relative),
  shift: shift === null ? 0 : meanWorth(shift),
});

function latch(holds: SequentialState['holds'], e: FailValues): void {
  holds.absolute = latched(holds.absolute, e.absolute);
  holds.relative = latched(holds.relative, e.relative);
  holds.shift = latched(holds.shift, e.shift);
}

function proofIn(state: SequentialState, e: FailValues, rule: SequentialRule, view: View): FailLedger | null {
  if (e.absolute >= rule.failAt) return 'absolute';
  if (rule.judge === 'latency') return hasShifted(state, e, rule) ? 'shift' : null;
  if (e.relative < rule.failAt) return null;
  return rule.claim.kind !== 'absolute' || isAtLimit(state, e, rule.claim.limit, view) ? 'relative' : null;
}

/** Being worse is no reason to go back before the gate itself has lost some ground. */
const GATE_AT_LEAST = 3;

/**
 * Whether a candidate that is proven worse than stable is at its absolute limit too. In the stage that the proof is of, its share of
 * errors says so. A proof that was carried says nothing of this stage, and its share passes the limit by chance somewhere on the way:
 * the gate's own ledger must have lost ground then. In an incident that ledger is not fed, for stable is over the limit itself.
 */
function isAtLimit(state: SequentialState, e: FailValues, limit: number, view: View): boolean {
  if (state.carried && !state.environment) return e.absolute >= GATE_AT_LEAST;
  const { requests, errors } = state.counted?.candidate ?? view.candidate;
  return errors >= limit * requests;
}

const hasShifted = ({ environment }: SequentialState, e: FailValues, { shift }: LatencyRule): boolean =>
  shift !== null && !environment && e.shift >= shift.failAt && e.absolute >= GATE_AT_LEAST;
