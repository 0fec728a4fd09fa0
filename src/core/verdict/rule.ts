import { comparisonsOf } from '../gate/comparisons.ts';
import type { Comparison } from '../gate/gate.ts';
import { comparisonText } from '../gate/text.ts';
import { InvariantViolation } from '../kernel/invariant.ts';
import { type Claim, claimOf } from './claim.ts';
import type { JudgePlan } from './judge-plan.ts';
import { type JudgeOf, judgeOf } from './judged-metrics.ts';
import { type QuantileClaim, quantileClaimOf } from './latency/quantile-claim.ts';
import { SHIFT_TAILS } from './latency/shift-tails.ts';
import { leastSeen } from './least-seen.ts';
import { type Instalments, instalments } from './ledger/capital.ts';
import { type Gains, gainsOf } from './ledger/likelihood.ts';
import { type ScalarClaim, scalarClaimOf } from './scalar/scalar-claim.ts';

interface Named {
  /** The comparison's normal text: how the next stage knows it again. */
  readonly name: string;
  readonly comparison: Comparison;
  readonly role: 'gate' | 'trigger';
}

/** One sequential comparison with the ledgers it keeps and the e-values that decide. All of it is fixed before the first block. */
interface Sequential extends Named {
  /** Whether the candidate is held against a limit. */
  readonly absolute: boolean;
  /** Whether the stable track is held against the same limit, to tell an incident of the environment. */
  readonly shield: boolean;
  readonly failAt: number;
  readonly passAt: number;
  /** Observations without which it does not pass; 0 where the limit moves. */
  readonly leastSeen: number;
  /** The e-value at which a bound of the stable track counts as proven, for failing and for passing. */
  readonly boundAt: { readonly fail: number; readonly pass: number };
  readonly due: Instalments;
  /** What passing adds to the pass ledger where its limit never changes; null where it does. */
  readonly passGains: Gains | null;
}

/** A comparison of a share: errors, successes or a declared ratio. */
export interface CountRule extends Sequential {
  readonly judge: 'counts';
  readonly claim: Claim;
  /** The declared ratio that is counted; null: requests and their errors. */
  readonly counted: string | null;
  /** The ratio to the stable track that is held against the candidate; null: that ledger is not kept. */
  readonly ratio: number | null;
}

/** A comparison of a latency quantile. */
export interface LatencyRule extends Sequential {
  readonly judge: 'latency';
  readonly claim: QuantileClaim;
  /** What proves a bound of the stable track's quantile; null: the limit does not move with it. */
  readonly boundGains: { readonly down: Gains; readonly up: Gains } | null;
  /** The e-values of the ledger that sees the whole distribution move; null: it is not kept. */
  readonly shift: { readonly failAt: number; readonly boundAt: number } | null;
}

/** A comparison of a value that cannot be counted. */
export interface ScalarRule extends Named {
  readonly judge: 'scalar';
  readonly claim: ScalarClaim;
}

export type SequentialRule = CountRule | LatencyRule;
export type Rule = SequentialRule | ScalarRule;

/** Where both a bound of the stable track and a ledger must be right, the bound gets a fifth of the budget. */
const BOUND_SHARE = 0.2;

/** The rules of a plan: by gate, in the order of its text, and by trigger. */
export interface Rules {
  readonly gates: readonly (readonly Rule[])[];
  readonly triggers: readonly Rule[];
}

const known = new WeakMap<JudgePlan, Rules>();

/** The rules of a stage. They follow from the plan alone, so each plan is read once. */
export function rulesOf(plan: JudgePlan): Rules {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const rules: Rules = {
    gates: plan.gates.map((gate) => comparisonsOf(gate.condition).map((each) => ruleOf(each, 'gate', plan))),
    triggers: plan.triggers.map((trigger) => ruleOf(trigger.condition, 'trigger', plan)),
  };
  known.set(plan, rules);
  return rules;
}

function ruleOf(comparison: Comparison, role: 'gate' | 'trigger', plan: JudgePlan): Rule {
  const judge = judgeOf(comparison.metric, plan.declared);
  if (judge === null) throw new InvariantViolation(`${comparison.metric} is not judged: the plan refuses it`);
  const named: Named = { name: comparisonText(comparison), comparison, role };
  switch (judge.kind) {
    case 'counts':
      return countRule(named, judge, plan);
    case 'latency':
      return latencyRule(named, judge.tail, plan);
    case 'scalar':
      return { ...named, judge: 'scalar', claim: scalarClaimOf(comparison, role, judge.metric) };
  }
}

/** Whether the candidate is also held against the stable track itself. */
const isBeside = (role: 'gate' | 'trigger', { hasBaseline, settings }: JudgePlan): boolean =>
  role === 'gate' && hasBaseline && settings.relative;

function countRule(named: Named, judge: Extract<JudgeOf, { kind: 'counts' }>, plan: JudgePlan): CountRule {
  const { comparison, role } = named;
  const claim = claimOf(comparison, role);
  const beside = isBeside(role, plan) && claim.kind === 'absolute' && claim.event === 'errors';
  const ratio = claim.kind === 'ratio' ? claim.ratio : beside ? plan.settings.relativeRatio : null;
  const absolute = claim.kind !== 'ratio';
  const share = claim.kind === 'sum' ? 1 - BOUND_SHARE : 1;
  return {
    ...named,
    judge: 'counts',
    claim,
    counted: judge.ratio,
    absolute,
    ratio,
    shield: plan.hasBaseline && claim.kind === 'absolute',
    ...thresholds(plan, share, absolute && ratio !== null),
    due: dueOf(role, plan),
    passGains: claim.kind === 'absolute' ? gainsOf('down', claim.limit) : null,
    leastSeen: claim.kind === 'absolute' ? leastSeen(claim.limit) : 0,
  };
}

function latencyRule(named: Named, tail: number, plan: JudgePlan): LatencyRule {
  const claim = quantileClaimOf(named.comparison, tail);
  const beside = isBeside(named.role, plan);
  const isFixed = claim.limit.kind === 'fixed';
  const budget = beside ? plan.settings.comparisonBudget / 2 : plan.settings.comparisonBudget;
  return {
    ...named,
    judge: 'latency',
    claim,
    absolute: true,
    shield: plan.hasBaseline && isFixed,
    ...thresholds(plan, isFixed ? 1 : 1 - BOUND_SHARE, beside),
    // The bounds of its quantiles share what one bound gets.
    shift: beside
      ? { failAt: 1 / (budget * (1 - BOUND_SHARE)), boundAt: SHIFT_TAILS.length / (budget * BOUND_SHARE) }
      : null,
    due: dueOf(named.role, plan),
    passGains: gainsOf('down', tail),
    leastSeen: leastSeen(tail),
    boundGains: isFixed ? null : { down: gainsOf('down', tail), up: gainsOf('up', tail) },
  };
}

/** Two ledgers that may each fail a gate share its budget; `share` of it is the ledger's, the rest its bound's. */
function thresholds({ settings }: JudgePlan, share: number, isShared: boolean) {
  const budget = isShared ? settings.comparisonBudget / 2 : settings.comparisonBudget;
  return {
    failAt: 1 / (budget * share),
    passAt: 1 / (settings.falsePass * share),
    boundAt: { fail: 1 / (budget * BOUND_SHARE), pass: 1 / (settings.falsePass * BOUND_SHARE) },
  };
}

const dueOf = (role: 'gate' | 'trigger', plan: JudgePlan): Instalments =>
  instalments(role === 'trigger' ? plan.triggerSeconds : plan.seconds, plan.settings.extend);
