import { type Block, possible } from './block.ts';
import { type ComparisonState, carryComparison, copyComparison, liftComparison, openComparison } from './comparison.ts';
import { DELIVERED, deliveriesAfter } from './delivery.ts';
import { judgeComparison } from './judge-comparison.ts';
import type { JudgePlan } from './judge-plan.ts';
import { copyJudge, type JudgeState } from './judge-state.ts';
import { lifted } from './latch.ts';
import { hasDrifted } from './latency/drift.ts';
import {
  addBlock,
  dropHistory,
  type Latencies,
  type LatencyView,
  NO_LATENCIES_SEEN,
  nextLatencies,
  openLatencies,
  viewOf,
} from './latency/latencies.ts';
import { type Burst, CALM, countBurst, temperingOf } from './ledger/tempering.ts';
import type { LatencyCounts } from './measurement.ts';
import { addPace } from './pace.ts';
import { addRecent, countsOf, latelyIn, nothingRecent } from './recent.ts';
import { type Rule, type Rules, rulesOf } from './rule.ts';
import { judgeSplit } from './split.ts';
import { addTo, NO_TOTALS } from './totals.ts';
import type { View } from './view.ts';

/**
 * The judge before the first block of the first stage. `burst` and `latency` are what is known of the stable track from
 * before: with ten minutes and twenty errors of it (see `addBurst`) a proof needs a third fewer requests, and with its
 * latencies the bounds of its quantiles are close from the start.
 */
export function startJudge(
  plan: JudgePlan,
  burst: Readonly<Burst> = CALM,
  latency: LatencyCounts | null = null,
): JudgeState {
  const rules = rulesOf(plan);
  return {
    version: 'judge/1',
    seconds: 0,
    until: plan.settings.extend * plan.seconds,
    triggerSeconds: null,
    candidate: { ...NO_TOTALS },
    stable: { ...NO_TOTALS },
    baseline: { ...NO_TOTALS },
    gates: rules.gates.map((gate) => gate.map(openComparison)),
    triggers: rules.triggers.map(openComparison),
    delivery: { stable: DELIVERED, candidate: DELIVERED },
    noTraffic: false,
    recent: nothingRecent(),
    pace: [],
    burst: { ...burst },
    split: null,
    latencies: hasLatency(rules) ? openLatencies(latency) : null,
  };
}

const hasLatency = ({ gates, triggers }: Rules): boolean =>
  [...gates.flat(), ...triggers].some((rule) => rule.judge === 'latency');

/** The judge at the beginning of the next stage or of the bake: same artifact, config and routing rule, so what is proven stays proven. */
export function nextStage(before: JudgeState, plan: JudgePlan): JudgeState {
  const rules = rulesOf(plan);
  const known = new Map(before.gates.flat().map((comparison) => [comparison.name, comparison]));
  // Copied for each rule: two gates may read the same comparison, and from now on each has its own.
  const carried = (rule: Rule, comparison: ComparisonState | undefined): ComparisonState =>
    carryComparison(comparison === undefined ? undefined : copyComparison(comparison), rule);
  const state = copyJudge(before);
  return {
    ...state,
    seconds: 0,
    until: plan.settings.extend * plan.seconds,
    candidate: { ...NO_TOTALS },
    stable: { ...NO_TOTALS },
    gates: rules.gates.map((gate) => gate.map((rule) => carried(rule, known.get(rule.name)))),
    triggers: rules.triggers.map((rule, index) => carried(rule, state.triggers[index])),
    split: null,
    latencies: state.latencies === null ? nextOpen(rules) : nextLatencies(state.latencies),
  };
}

const nextOpen = (rules: Rules): Latencies | null => (hasLatency(rules) ? openLatencies(null) : null);

/** The judge after one closed block, and the one before as it was. Blocks come in order, once each. */
export function judgeBlock(before: JudgeState, plan: JudgePlan, closed: Block): JudgeState {
  const state = copyJudge(before);
  takeBlock(state, plan, closed);
  return state;
}

/**
 * Takes one closed block into a judge that belongs to whoever calls. To make a new one of a thousand canaries each second would
 * cost more than judging them.
 */
export function takeBlock(state: JudgeState, plan: JudgePlan, closed: Block): void {
  const block = possible(closed);
  const { stable } = block;
  const candidate = countsOf(block.candidate);
  const tempering = temperingOf(state.burst);
  addRecent(state.recent, block);
  addTo(state.candidate, candidate);
  const latency = state.latencies === null ? NO_LATENCIES_SEEN : viewOf(state.latencies, block);
  state.triggerSeconds ??= candidate.requests > 0 ? 0 : null;
  judgeAll(state, rulesOf(plan), {
    block,
    elapsed: state.seconds,
    tempering,
    lately: latelyIn(state.recent),
    candidate: state.candidate,
    baseline: state.baseline,
    latency,
  });
  const { delivery, noTraffic } = deliveriesAfter(state.delivery, block, state.recent, plan.intervalSeconds);
  state.delivery = delivery;
  state.noTraffic = noTraffic;
  const counted = block.untimed ? 0 : block.seconds;
  state.seconds += counted;
  if (state.triggerSeconds !== null) state.triggerSeconds += counted;
  addTo(state.stable, countsOf(stable));
  addTo(state.baseline, countsOf(stable));
  addPace(state.pace, block.seconds, candidate.requests);
  if (stable.kind === 'counts' && stable.fresh) countBurst(state.burst, block.seconds, stable.errors);
  state.split = plan.hasBaseline ? judgeSplit(state.split, block, tempering) : null;
  if (state.latencies !== null) addToLatencies(state.latencies, latency, state.gates, tempering);
}

/** Whether stable still does what it did before the deployment is asked whenever bounds are found anew. */
function addToLatencies(latencies: Latencies, view: LatencyView, gates: JudgeState['gates'], tempering: number): void {
  const isOver = view.known !== null && hasLeftHistory(latencies, gates, tempering);
  addBlock(latencies, view);
  if (isOver) dropHistory(latencies);
}

function hasLeftHistory({ before, now }: Latencies, gates: JudgeState['gates'], tempering: number): boolean {
  const { counted } = now;
  if (before === null || counted === null) return false;
  const edges = gates.flat().flatMap((each) => {
    const edge = each.kind === 'sequential' ? (each.latency?.bounds?.high ?? null) : null;
    return edge === null ? [] : [edge];
  });
  return edges.some((edge) => hasDrifted(before, counted, edge, tempering));
}

function judgeAll({ gates, triggers, triggerSeconds }: JudgeState, rules: Rules, view: View): void {
  for (let at = 0; at < gates.length; at += 1) judgeEach(gates[at] ?? [], rules.gates[at] ?? [], view);
  if (triggers.length > 0) judgeEach(triggers, rules.triggers, { ...view, elapsed: triggerSeconds ?? 0 });
}

function judgeEach(states: ComparisonState[], rules: readonly Rule[], view: View): void {
  for (let index = 0; index < states.length; index += 1) {
    const [state, rule] = [states[index], rules[index]];
    if (state === undefined || rule === undefined) continue;
    const after = judgeComparison(state, rule, view);
    if (after !== state) states[index] = after;
  }
}

/** A person lifts what evidence holds; it holds again only after that evidence was gone. */
export const liftHold = (state: JudgeState): JudgeState => ({
  ...state,
  gates: state.gates.map((gate) => gate.map(liftComparison)),
  triggers: state.triggers.map(liftComparison),
  split: state.split === null ? null : { ...state.split, hold: lifted(state.split.hold) },
});

/** The judge with triggers that came later, which stand in the plan after those it had: they know nothing of before. */
export function armMore(state: JudgeState, plan: JudgePlan): JudgeState {
  const rules = rulesOf(plan);
  const triggers = rules.triggers.map((rule, index) => state.triggers[index] ?? openComparison(rule));
  return { ...state, triggers, latencies: state.latencies ?? nextOpen(rules) };
}

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
