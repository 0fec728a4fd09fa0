import { type Block, possible } from './block.ts';
import { type ComparisonState, carryComparison, liftComparison, openComparison } from './comparison.ts';
import { DELIVERED, type Delivery, deliveriesAfter } from './delivery.ts';
import { judgeComparison, type Totals, type View } from './judge-comparison.ts';
import type { JudgePlan } from './judge-plan.ts';
import { lifted } from './latch.ts';
import { addBurst, type Burst, CALM, temperingOf } from './ledger/tempering.ts';
import { addPace, type Pace } from './pace.ts';
import { addRecent, countsOf, type RecentBlock } from './recent.ts';
import { type Rule, type Rules, rulesOf } from './rule.ts';
import { judgeSplit, type Split } from './split.ts';

/** All that the judge remembers: plain JSON, the fold of the blocks in their order. */
export interface JudgeState {
  readonly version: 'judge/1';
  /** Judged seconds since the stage began; gaps do not count. */
  readonly seconds: number;
  /** The judged second at which the stage ends undecided: its duration with the extension and what a person gave. */
  readonly until: number;
  /** Seconds since the first candidate request; null before it. */
  readonly triggerSeconds: number | null;
  /** Since the stage began. */
  readonly candidate: Totals;
  readonly stable: Totals;
  /** The stable track since the deployment began. */
  readonly baseline: Totals;
  readonly gates: readonly (readonly ComparisonState[])[];
  readonly triggers: readonly ComparisonState[];
  readonly delivery: Readonly<Record<'stable' | 'candidate', Delivery>>;
  readonly noTraffic: boolean;
  readonly recent: readonly RecentBlock[];
  readonly pace: Pace;
  readonly burst: Burst;
  readonly split: Split | null;
}

const NOTHING: Totals = { requests: 0, errors: 0 };

/**
 * The judge before the first block of the first stage. `burst` is what is known of the stable track from before: with ten
 * minutes and twenty errors of it (see `addBurst`) a proof needs a third fewer requests.
 */
export function startJudge(plan: JudgePlan, burst: Burst = CALM): JudgeState {
  const rules = rulesOf(plan);
  return {
    version: 'judge/1',
    seconds: 0,
    until: plan.settings.extend * plan.seconds,
    triggerSeconds: null,
    candidate: NOTHING,
    stable: NOTHING,
    baseline: NOTHING,
    gates: rules.gates.map((gate) => gate.map(openComparison)),
    triggers: rules.triggers.map(openComparison),
    delivery: { stable: DELIVERED, candidate: DELIVERED },
    noTraffic: false,
    recent: [],
    pace: [],
    burst,
    split: null,
  };
}

/** The judge at the beginning of the next stage or of the bake: same artifact, config and routing rule, so what is proven stays proven. */
export function nextStage(state: JudgeState, plan: JudgePlan): JudgeState {
  const rules = rulesOf(plan);
  const known = new Map(state.gates.flat().map((comparison) => [comparison.name, comparison]));
  const carried = (rule: Rule, before: ComparisonState | undefined): ComparisonState => carryComparison(before, rule);
  return {
    ...state,
    seconds: 0,
    until: plan.settings.extend * plan.seconds,
    candidate: NOTHING,
    stable: NOTHING,
    gates: rules.gates.map((gate) => gate.map((rule) => carried(rule, known.get(openComparison(rule).name)))),
    triggers: rules.triggers.map((rule, index) => carried(rule, state.triggers[index])),
    split: null,
  };
}

/** The judge after one closed block. Blocks come in order, once each. */
export function judgeBlock(before: JudgeState, plan: JudgePlan, closed: Block): JudgeState {
  const block = possible(closed);
  const rules = rulesOf(plan);
  const tempering = temperingOf(before.burst);
  const { stable } = block;
  const candidate = countsOf(block.candidate);
  const recent = addRecent(before.recent, block);
  const counted = block.untimed ? 0 : block.seconds;
  const view: View = {
    block,
    elapsed: before.seconds,
    tempering,
    recent,
    candidate: sum(before.candidate, candidate),
    baseline: before.baseline,
  };
  const armed = before.triggerSeconds ?? (candidate.requests > 0 ? 0 : null);
  return {
    ...before,
    ...deliveriesAfter(before.delivery, block, recent, plan.intervalSeconds),
    ...judgeAll(before, rules, view, armed ?? 0),
    seconds: before.seconds + counted,
    triggerSeconds: armed === null ? null : armed + counted,
    candidate: view.candidate,
    stable: sum(before.stable, countsOf(stable)),
    baseline: sum(before.baseline, countsOf(stable)),
    recent,
    pace: addPace(before.pace, block.seconds, candidate.requests),
    burst:
      stable.kind === 'counts' && stable.fresh ? addBurst(before.burst, block.seconds, stable.errors) : before.burst,
    split: plan.hasBaseline ? judgeSplit(before.split, block, tempering) : null,
  };
}

function judgeAll(
  before: JudgeState,
  rules: Rules,
  view: View,
  triggerSeconds: number,
): Pick<JudgeState, 'gates' | 'triggers'> {
  const step = (state: ComparisonState, rule: Rule | undefined, elapsed: number): ComparisonState =>
    rule === undefined ? state : judgeComparison(state, rule, { ...view, elapsed });
  return {
    gates: before.gates.map((gate, at) =>
      gate.map((each, index) => step(each, rules.gates[at]?.[index], view.elapsed)),
    ),
    triggers: before.triggers.map((each, index) => step(each, rules.triggers[index], triggerSeconds)),
  };
}

const sum = (one: Totals, other: Totals): Totals => ({
  requests: one.requests + other.requests,
  errors: one.errors + other.errors,
});

/** A person lifts what evidence holds; it holds again only after that evidence was gone. */
export const liftHold = (state: JudgeState): JudgeState => ({
  ...state,
  gates: state.gates.map((gate) => gate.map(liftComparison)),
  triggers: state.triggers.map(liftComparison),
  split: state.split === null ? null : { ...state.split, hold: lifted(state.split.hold) },
});

/** A person's answer *extend*: so many durations more, from now or from the end, whichever is later. */
export const extendFurther = (state: JudgeState, plan: JudgePlan, durations = 1): JudgeState => ({
  ...state,
  until: Math.max(state.until, state.seconds) + durations * plan.seconds,
});

/** The wall clock jumped: the weight may not rise until each track delivered once. Evidence and durations stay. */
export const holdForClockJump = (state: JudgeState): JudgeState => ({
  ...state,
  delivery: {
    stable: { ...state.delivery.stable, jumped: true },
    candidate: { ...state.delivery.candidate, jumped: true },
  },
});
