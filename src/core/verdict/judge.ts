import { type Block, possible } from './block.ts';
import { type ComparisonState, carryComparison, liftComparison, openComparison } from './comparison.ts';
import { DELIVERED, type Delivery, deliveriesAfter } from './delivery.ts';
import { judgeComparison } from './judge-comparison.ts';
import type { JudgePlan } from './judge-plan.ts';
import { lifted } from './latch.ts';
import { hasDrifted } from './latency/drift.ts';
import {
  type Latencies,
  type LatencyView,
  NO_LATENCIES_SEEN,
  nextLatencies,
  openLatencies,
  viewOf,
  withBlock,
  withoutHistory,
} from './latency/latencies.ts';
import { addBurst, type Burst, CALM, temperingOf } from './ledger/tempering.ts';
import type { LatencyCounts } from './measurement.ts';
import { addPace, type Pace } from './pace.ts';
import { addRecent, countsOf, latelyIn, NOTHING_RECENT, type Recent } from './recent.ts';
import { type Rule, type Rules, rulesOf } from './rule.ts';
import { judgeSplit, type Split } from './split.ts';
import { NO_TOTALS, sum, type Totals } from './totals.ts';
import type { View } from './view.ts';

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
  readonly recent: Recent;
  readonly pace: Pace;
  readonly burst: Burst;
  readonly split: Split | null;
  /** Kept where a latency is judged; null elsewhere. */
  readonly latencies: Latencies | null;
}

/**
 * The judge before the first block of the first stage. `burst` and `latency` are what is known of the stable track from
 * before: with ten minutes and twenty errors of it (see `addBurst`) a proof needs a third fewer requests, and with its
 * latencies the bounds of its quantiles are close from the start.
 */
export function startJudge(plan: JudgePlan, burst: Burst = CALM, latency: LatencyCounts | null = null): JudgeState {
  const rules = rulesOf(plan);
  return {
    version: 'judge/1',
    seconds: 0,
    until: plan.settings.extend * plan.seconds,
    triggerSeconds: null,
    candidate: NO_TOTALS,
    stable: NO_TOTALS,
    baseline: NO_TOTALS,
    gates: rules.gates.map((gate) => gate.map(openComparison)),
    triggers: rules.triggers.map(openComparison),
    delivery: { stable: DELIVERED, candidate: DELIVERED },
    noTraffic: false,
    recent: NOTHING_RECENT,
    pace: [],
    burst,
    split: null,
    latencies: hasLatency(rules) ? openLatencies(latency) : null,
  };
}

const hasLatency = ({ gates, triggers }: Rules): boolean =>
  [...gates.flat(), ...triggers].some((rule) => rule.judge === 'latency');

/** The judge at the beginning of the next stage or of the bake: same artifact, config and routing rule, so what is proven stays proven. */
export function nextStage(state: JudgeState, plan: JudgePlan): JudgeState {
  const rules = rulesOf(plan);
  const known = new Map(state.gates.flat().map((comparison) => [comparison.name, comparison]));
  const carried = (rule: Rule, before: ComparisonState | undefined): ComparisonState => carryComparison(before, rule);
  return {
    ...state,
    seconds: 0,
    until: plan.settings.extend * plan.seconds,
    candidate: NO_TOTALS,
    stable: NO_TOTALS,
    gates: rules.gates.map((gate) => gate.map((rule) => carried(rule, known.get(rule.name)))),
    triggers: rules.triggers.map((rule, index) => carried(rule, state.triggers[index])),
    split: null,
    latencies: state.latencies === null ? nextOpen(rules) : nextLatencies(state.latencies),
  };
}

const nextOpen = (rules: Rules): Latencies | null => (hasLatency(rules) ? openLatencies(null) : null);

/** The judge after one closed block. Blocks come in order, once each. */
export function judgeBlock(before: JudgeState, plan: JudgePlan, closed: Block): JudgeState {
  const block = possible(closed);
  const rules = rulesOf(plan);
  const tempering = temperingOf(before.burst);
  const { stable } = block;
  const candidate = countsOf(block.candidate);
  const recent = addRecent(before.recent, block);
  const counted = block.untimed ? 0 : block.seconds;
  const latency = before.latencies === null ? NO_LATENCIES_SEEN : viewOf(before.latencies, block);
  const view: View = {
    block,
    elapsed: before.seconds,
    tempering,
    lately: latelyIn(recent),
    candidate: sum(before.candidate, candidate),
    baseline: before.baseline,
    latency,
  };
  const armed = before.triggerSeconds ?? (candidate.requests > 0 ? 0 : null);
  const judged = judgeAll(before, rules, view, armed ?? 0);
  const { delivery, noTraffic } = deliveriesAfter(before.delivery, block, recent, plan.intervalSeconds);
  return {
    version: before.version,
    seconds: before.seconds + counted,
    until: before.until,
    triggerSeconds: armed === null ? null : armed + counted,
    candidate: view.candidate,
    stable: sum(before.stable, countsOf(stable)),
    baseline: sum(before.baseline, countsOf(stable)),
    gates: judged.gates,
    triggers: judged.triggers,
    delivery,
    noTraffic,
    recent,
    pace: addPace(before.pace, block.seconds, candidate.requests),
    burst:
      stable.kind === 'counts' && stable.fresh ? addBurst(before.burst, block.seconds, stable.errors) : before.burst,
    split: plan.hasBaseline ? judgeSplit(before.split, block, tempering) : null,
    latencies: before.latencies === null ? null : latenciesAfter(before.latencies, latency, judged.gates, tempering),
  };
}

/** Whether stable still does what it did before the deployment is asked whenever bounds are found anew. */
function latenciesAfter(
  before: Latencies,
  view: LatencyView,
  gates: JudgeState['gates'],
  tempering: number,
): Latencies {
  const after = withBlock(before, view);
  const { before: history } = before;
  const { known, now: collected } = view;
  if (known === null || history === null || collected.counted === null) return after;
  const now = collected.counted;
  const edges = gates.flat().flatMap((each) => {
    const edge = each.kind === 'sequential' ? (each.latency?.bounds?.high ?? null) : null;
    return edge === null ? [] : [edge];
  });
  return edges.some((edge) => hasDrifted(history, now, edge, tempering)) ? withoutHistory(after) : after;
}

function judgeAll(
  before: JudgeState,
  rules: Rules,
  view: View,
  triggerSeconds: number,
): Pick<JudgeState, 'gates' | 'triggers'> {
  const gates = before.gates.slice();
  for (let at = 0; at < gates.length; at += 1) gates[at] = judgeEach(gates[at] ?? [], rules.gates[at] ?? [], view);
  const { triggers } = before;
  if (triggers.length === 0) return { gates, triggers };
  return { gates, triggers: judgeEach(triggers, rules.triggers, { ...view, elapsed: triggerSeconds }) };
}

function judgeEach(states: readonly ComparisonState[], rules: readonly Rule[], view: View): readonly ComparisonState[] {
  const after = states.slice();
  for (let index = 0; index < after.length; index += 1) {
    const [state, rule] = [after[index], rules[index]];
    if (state !== undefined && rule !== undefined) after[index] = judgeComparison(state, rule, view);
  }
  return after;
}

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
