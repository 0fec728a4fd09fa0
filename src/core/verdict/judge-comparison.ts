import type { ComparisonState, FailLedger, SequentialState } from './comparison.ts';
import { judgeCounts } from './judge-counts.ts';
import { latched } from './latch.ts';
import { judgeLatency } from './latency/judge-latency.ts';
import { meanWorth } from './latency/shift.ts';
import { worth } from './ledger/capital.ts';
import type { CountRule, LatencyRule, Rule, SequentialRule } from './rule.ts';
import { judgeScalar } from './scalar/judge-scalar.ts';
import type { Totals } from './totals.ts';
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
  return isWithin(state, rule, view) ? null : 'relative';
}

/**
 * Whether the candidate keeps within an absolute limit: being worse than stable is no reason to go back then. A stage's first requests
 * do not say that it breaks the limit, one error among them may: until there are as many as would show five, what the ledger
 * remembers of the stages before must say so too. From then on the stage speaks for itself, or a good past would cover a bad present.
 */
function isWithin({ counted, remembered }: SequentialState, { claim, leastSeen }: CountRule, view: View): boolean {
  if (claim.kind !== 'absolute') return false;
  const keeps = ({ requests, errors }: Readonly<Totals>): boolean => errors < claim.limit * requests;
  const stage = counted?.candidate ?? view.candidate;
  return keeps(stage) || (stage.requests < leastSeen && keeps(remembered));
}

/** A shift is no reason to go back either before the gate itself has lost some ground. */
const GATE_AT_LEAST = 3;

const hasShifted = ({ environment }: SequentialState, e: FailValues, { shift }: LatencyRule): boolean =>
  shift !== null && !environment && e.shift >= shift.failAt && e.absolute >= GATE_AT_LEAST;
