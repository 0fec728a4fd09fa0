import type { Condition } from '../gate/gate.ts';
import { type ComparisonState, eValuesOf } from './comparison.ts';
import type { JudgeState } from './judge.ts';
import type { JudgePlan } from './judge-plan.ts';
import { HOLD_AT } from './latch.ts';
import { observedRate } from './numbers.ts';
import { type Rule, rulesOf } from './rule.ts';
import type { ReasonCode, VerdictState } from './verdict.ts';

/** What is said of a comparison, a gate or a stage: a state and why. */
export interface Standing {
  readonly state: VerdictState;
  readonly reason: ReasonCode;
}

const STATES: readonly VerdictState[] = ['fail', 'ambiguous', 'hold', 'collecting', 'pass'];

/** Within one state, the reason that is given first. */
const REASONS: Readonly<Record<VerdictState, readonly ReasonCode[]>> = {
  fail: ['absolute', 'relative'],
  ambiguous: [
    'split-mismatch',
    'absent',
    'no-traffic',
    'stale',
    'environment',
    'contradictory',
    'borderline',
    'insufficient',
  ],
  hold: ['evidence', 'absent', 'stale', 'no-traffic', 'environment', 'clock-jump', 'split-mismatch'],
  collecting: ['insufficient', 'extended', 'min-duration'],
  pass: ['proven', 'trigger-clear'],
};

const rank = (standing: Standing): number =>
  STATES.indexOf(standing.state) * 100 + REASONS[standing.state].indexOf(standing.reason);

/** The worst of several standings, the first of equals; `none` when there are none. */
export const worstOf = (standings: readonly Standing[], none: Standing): Standing =>
  standings.reduce((worst, each) => (rank(each) < rank(worst) ? each : worst), standings[0] ?? none);

const bestOf = (standings: readonly Standing[], none: Standing): Standing =>
  standings.reduce((best, each) => (rank(each) > rank(best) ? each : best), standings[0] ?? none);

/** Where every comparison, gate and trigger stands, and the stage as the worst of them. */
export interface Standings {
  readonly stage: Standing;
  readonly gates: readonly (Standing & { readonly comparisons: readonly Standing[] })[];
  readonly triggers: readonly Standing[];
  /** Set only while the split check holds. */
  readonly split: Standing | null;
}

/** Where a stage stands, without the numbers for display: cheap enough for every block. */
export function standingsOf(state: JudgeState, plan: JudgePlan): Standings {
  const rules = rulesOf(plan);
  const common = commonHolds(state, plan);
  const part = partOf(state, plan);
  const stand = (comparison: ComparisonState, rule: Rule | undefined): Standing =>
    standingOf(rule === undefined ? null : { comparison, rule }, state, common, part);
  const gates = plan.gates.map((gate, at) => {
    const comparisons = (state.gates[at] ?? []).map((each, index) => stand(each, rules.gates[at]?.[index]));
    return { ...joined(gate.condition, [...comparisons], standingOf(null, state, common, part)), comparisons };
  });
  const triggers = state.triggers.map((each, index) => stand(each, rules.triggers[index]));
  const split = state.split?.hold === 'held' ? standingOf(null, state, common, part) : null;
  const all = [...gates, ...triggers, ...(split === null ? [] : [split])];
  const { state: worst, reason } = worstOf(all, standingOf(null, state, common, part));
  return { stage: { state: worst, reason }, gates, triggers, split };
}

/** `and` is as bad as its worst side, `or` as good as its best. Takes the comparisons' standings in the order of the text. */
function joined(condition: Condition, left: Standing[], none: Standing): Standing {
  if (condition.kind === 'compare') return left.shift() ?? none;
  const sides = condition.of.map((side) => joined(side, left, none));
  return condition.kind === 'and' ? worstOf(sides, none) : bestOf(sides, none);
}

type Part = 'planned' | 'extension' | 'over';

const partOf = (state: JudgeState, plan: JudgePlan): Part =>
  state.seconds >= state.until ? 'over' : state.seconds >= plan.seconds ? 'extension' : 'planned';

/** The holds that every comparison shares. Without a stable track beside it, only the candidate's data is read. */
function commonHolds(state: JudgeState, plan: JudgePlan): ReadonlySet<ReasonCode> {
  const { stable, candidate } = state.delivery;
  const holds = new Set<ReasonCode>();
  for (const track of plan.hasBaseline ? [stable, candidate] : [candidate]) {
    if (track.held !== null) holds.add(track.held);
    if (track.jumped) holds.add('clock-jump');
  }
  if (state.noTraffic) holds.add('no-traffic');
  if (state.split?.hold === 'held') holds.add('split-mismatch');
  return holds;
}

/** One comparison, or what stands in a stage that has none. */
function standingOf(
  judged: { readonly comparison: ComparisonState; readonly rule: Rule } | null,
  state: JudgeState,
  common: ReadonlySet<ReasonCode>,
  part: Part,
): Standing {
  if (judged !== null && judged.comparison.failed !== null) return { state: 'fail', reason: judged.comparison.failed };
  const holds = new Set(common);
  if (judged?.comparison.environment) holds.add('environment');
  if (judged !== null && Object.values(judged.comparison.holds).includes('held')) holds.add('evidence');
  const isGate = judged?.rule.role === 'gate';
  const proven = !isGate || (eValuesOf(judged.comparison).pass ?? 0) >= judged.rule.passAt;
  if (part === 'over' && (holds.size > 0 || !proven)) {
    return { state: 'ambiguous', reason: undecidedReason(judged, state, holds) };
  }
  const hold = REASONS.hold.find((reason) => holds.has(reason));
  if (hold !== undefined) return { state: 'hold', reason: hold };
  if (part === 'planned') return { state: 'collecting', reason: proven ? 'min-duration' : 'insufficient' };
  if (!proven) return { state: 'collecting', reason: 'extended' };
  return { state: 'pass', reason: isGate ? 'proven' : 'trigger-clear' };
}

function undecidedReason(
  judged: { readonly comparison: ComparisonState; readonly rule: Rule } | null,
  state: JudgeState,
  holds: ReadonlySet<ReasonCode>,
): ReasonCode {
  const held = REASONS.ambiguous.find((reason) => holds.has(reason));
  if (held !== undefined || judged === null) return held ?? 'insufficient';
  const e = eValuesOf(judged.comparison);
  if ((e.pass ?? 0) >= HOLD_AT && Math.max(e.absolute ?? 0, e.relative ?? 0) >= HOLD_AT) return 'contradictory';
  const { rate, limit } = observedRate(judged.rule, state);
  const near = rate !== null && limit !== null && rate >= 0.5 * limit && rate <= 1.5 * limit;
  return near ? 'borderline' : 'insufficient';
}
