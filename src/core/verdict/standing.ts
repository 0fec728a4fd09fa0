import type { Condition } from '../gate/gate.ts';
import { type ComparisonState, eValuesOf, hasPassed, type SequentialState } from './comparison.ts';
import type { JudgePlan } from './judge-plan.ts';
import type { JudgeState } from './judge-state.ts';
import { HOLD_AT } from './latch.ts';
import { observedOf } from './numbers.ts';
import { type LatencyRule, type Rule, rulesOf, type ScalarRule, type SequentialRule } from './rule.ts';
import { isProvenScalar, scalarHold, scalarUndecided } from './scalar/scalar-standing.ts';
import type { ScalarState } from './scalar/scalar-state.ts';
import type { ReasonCode, VerdictState } from './verdict.ts';

/** What is said of a comparison, a gate or a stage: a state and why. */
export interface Standing {
  readonly state: VerdictState;
  readonly reason: ReasonCode;
}

const STATES: readonly VerdictState[] = ['fail', 'ambiguous', 'hold', 'collecting', 'pass'];

/** Within one state, the reason that is given first. */
const REASONS: Readonly<Record<VerdictState, readonly ReasonCode[]>> = {
  fail: ['absolute', 'relative', 'shift', 'consecutive'],
  ambiguous: [
    'consecutive',
    'split-mismatch',
    'absent',
    'no-traffic',
    'stale',
    'environment',
    'resolution',
    'drift',
    'contradictory',
    'borderline',
    'insufficient',
  ],
  hold: ['evidence', 'absent', 'stale', 'no-traffic', 'environment', 'clock-jump', 'split-mismatch'],
  collecting: ['insufficient', 'extended', 'min-duration'],
  pass: ['proven', 'trigger-clear'],
};

// Looked up, not searched: it is asked for every gate of every canary each second.
const RANKS: Readonly<Record<string, Readonly<Record<string, number>>>> = Object.fromEntries(
  STATES.map((state, at) => [
    state,
    Object.fromEntries(REASONS[state].map((reason, index) => [reason, at * 100 + index])),
  ]),
);

const rank = ({ state, reason }: Standing): number => RANKS[state]?.[reason] ?? STATES.indexOf(state) * 100 - 1;

/** The worst of several standings, the first of equals; `none` when there are none. */
export const worstOf = (standings: readonly Standing[], none: Standing): Standing =>
  standings.reduce(worse, standings[0] ?? none);

const worse = (one: Standing, other: Standing): Standing => (rank(other) < rank(one) ? other : one);

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
    standingOf(judgedOf(comparison, rule), state, common, part);
  const none = standingOf(null, state, common, part);
  const gates = plan.gates.map(({ condition }, at) => {
    const comparisons = (state.gates[at] ?? []).map((each, index) => stand(each, rules.gates[at]?.[index]));
    const { state: found, reason } = joined(condition, comparisons.values(), none);
    return { state: found, reason, comparisons };
  });
  const triggers = state.triggers.map((each, index) => stand(each, rules.triggers[index]));
  const split = state.split?.hold === 'held' ? none : null;
  const { state: worst, reason } = worstOf(
    split === null ? [...gates, ...triggers] : [...gates, ...triggers, split],
    none,
  );
  return { stage: { state: worst, reason }, gates, triggers, split };
}

/** `and` is as bad as its worst side, `or` as good as its best. Takes the comparisons' standings in the order of the text. */
function joined(condition: Condition, left: Iterator<Standing>, none: Standing): Standing {
  if (condition.kind === 'compare') return left.next().value ?? none;
  const sides = condition.of.map((side) => joined(side, left, none));
  return condition.kind === 'and' ? worstOf(sides, none) : bestOf(sides, none);
}

type Part = 'planned' | 'extension' | 'over';

const partOf = (state: JudgeState, plan: JudgePlan): Part =>
  state.seconds >= state.until ? 'over' : state.seconds >= plan.seconds ? 'extension' : 'planned';

/** The holds that every comparison shares. Without a stable track beside it, only the candidate's data is read. */
function commonHolds(state: JudgeState, plan: JudgePlan): ReadonlySet<ReasonCode> {
  const { stable, candidate } = state.delivery;
  const holds: ReasonCode[] = [];
  for (const track of plan.hasBaseline ? [stable, candidate] : [candidate]) {
    if (track.held !== null) holds.push(track.held);
    if (track.jumped) holds.push('clock-jump');
  }
  if (state.noTraffic) holds.push('no-traffic');
  if (state.split?.hold === 'held') holds.push('split-mismatch');
  return holds.length === 0 ? NO_HOLDS : new Set(holds);
}

const NO_HOLDS: ReadonlySet<ReasonCode> = new Set();

/** A comparison with its rule. */
type Judged =
  | { readonly kind: 'sequential'; readonly comparison: SequentialState; readonly rule: SequentialRule }
  | { readonly kind: 'scalar'; readonly comparison: ScalarState; readonly rule: ScalarRule };

function judgedOf(comparison: ComparisonState, rule: Rule | undefined): Judged | null {
  if (rule === undefined) return null;
  if (rule.judge === 'scalar') return comparison.kind === 'scalar' ? { kind: 'scalar', comparison, rule } : null;
  return comparison.kind === 'sequential' ? { kind: 'sequential', comparison, rule } : null;
}

/** One comparison, or what stands in a stage that has none. */
function standingOf(judged: Judged | null, state: JudgeState, common: ReadonlySet<ReasonCode>, part: Part): Standing {
  const failure = failureOf(judged);
  if (failure !== null) return failure;
  const holds = holdsOf(judged, common);
  const isGate = judged?.rule.role === 'gate';
  const proven = !isGate || isProven(judged);
  const undecided = !proven || holds.size > 0;
  if (part === 'over' && undecided) return { state: 'ambiguous', reason: undecidedReason(judged, state, holds) };
  const hold = holds.size === 0 ? undefined : REASONS.hold.find((reason) => holds.has(reason));
  if (hold !== undefined) return { state: 'hold', reason: hold };
  if (part === 'planned') return { state: 'collecting', reason: proven ? 'min-duration' : 'insufficient' };
  if (proven) return { state: 'pass', reason: isGate ? 'proven' : 'trigger-clear' };
  // More data cannot mend buckets that are too coarse: a person is asked without the extension.
  if (isCoarse(judged)) return { state: 'ambiguous', reason: 'resolution' };
  return { state: 'collecting', reason: 'extended' };
}

function failureOf(judged: Judged | null): Standing | null {
  if (judged === null || judged.comparison.failed === null) return null;
  const asks = judged.kind === 'scalar' && judged.rule.claim.metric.onFail === 'ambiguous';
  return { state: asks ? 'ambiguous' : 'fail', reason: judged.comparison.failed };
}

function isProven(judged: Judged): boolean {
  return judged.kind === 'scalar'
    ? isProvenScalar(judged.comparison, judged.rule)
    : hasPassed(judged.comparison, judged.rule);
}

const isCoarse = (judged: Judged | null): boolean =>
  judged?.kind === 'sequential' && judged.comparison.latency?.coarse === true;

function holdsOf(judged: Judged | null, common: ReadonlySet<ReasonCode>): ReadonlySet<ReasonCode> {
  if (judged === null) return common;
  if (judged.kind === 'scalar') return scalarHolds(judged, common);
  const { environment, holds, latency } = judged.comparison;
  const mounting = holds.absolute === 'held' || holds.relative === 'held' || holds.shift === 'held';
  const unmeasured = latency !== null && latency.silent >= SILENT_REQUESTS;
  if (!environment && !mounting && !unmeasured) return common;
  const own = new Set(common);
  if (environment) own.add('environment');
  if (mounting) own.add('evidence');
  if (unmeasured) own.add('absent');
  return own;
}

/** So many requests in a row without one latency, and their latencies are missing. */
const SILENT_REQUESTS = 20;

/** A value does not come with the counts, so their absence is not its own; what is wrong with the clock or the split is. */
function scalarHolds({ comparison, rule }: Extract<Judged, { kind: 'scalar' }>, common: ReadonlySet<ReasonCode>) {
  const holds = new Set<ReasonCode>(
    [...common].filter((reason) => reason === 'clock-jump' || reason === 'split-mismatch'),
  );
  const own = scalarHold(comparison, rule);
  if (own !== null) holds.add(own);
  return holds;
}

function undecidedReason(judged: Judged | null, state: JudgeState, holds: ReadonlySet<ReasonCode>): ReasonCode {
  const held = REASONS.ambiguous.find((reason) => holds.has(reason));
  if (held !== undefined || judged === null) return held ?? 'insufficient';
  if (judged.kind === 'scalar') return scalarUndecided(judged.comparison, judged.rule);
  const { comparison, rule } = judged;
  if (isCoarse(judged)) return 'resolution';
  if (rule.judge === 'latency' && isHistoryMissed(rule, state)) return 'drift';
  const e = eValuesOf(comparison);
  const against = Math.max(e.absolute ?? 0, e.relative ?? 0, e.shift ?? 0);
  if ((e.pass ?? 0) >= HOLD_AT && against >= HOLD_AT) return 'contradictory';
  const { rate, limit } = observedOf(comparison, rule, state);
  const near = rate !== null && limit !== null && rate >= 0.5 * limit && rate <= 1.5 * limit;
  return near ? 'borderline' : 'insufficient';
}

/** What stable did before was dropped, and what it did since is still less. */
const isHistoryMissed = ({ claim }: LatencyRule, { latencies }: JudgeState): boolean =>
  claim.limit.kind === 'stable' && latencies !== null && latencies.now.total < latencies.dropped;
