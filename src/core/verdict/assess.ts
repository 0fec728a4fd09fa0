import { InvariantViolation } from '../kernel/invariant.ts';
import { type ComparisonState, eValuesOf } from './comparison.ts';
import type { JudgePlan } from './judge-plan.ts';
import type { JudgeState } from './judge-state.ts';
import type { Judging } from './judging.ts';
import { NO_NEEDS, needsOf } from './needs.ts';
import { boundsOf, countedOf, scalarBounds } from './numbers.ts';
import { type Rule, rulesOf, type ScalarRule } from './rule.ts';
import type { ScalarState } from './scalar/scalar-state.ts';
import { scalarSentence, sentenceOf, splitSentence, type Times } from './sentence.ts';
import { type Standing, standingsOf } from './standing.ts';
import { decidingOf } from './stands.ts';
import type { GateVerdict, Verdict } from './verdict.ts';

/** What the judge itself knows of a verdict; the engine adds when, and which measurements it stands on. */
export type Assessment = Pick<Verdict, 'state' | 'reason' | 'gates' | 'shadows' | 'judgedSeconds'>;

/** The verdict on a stage with what its gates on trial say beside it. */
export function assessAll({ judge, plan, shadow }: Pick<Judging, 'judge' | 'plan' | 'shadow'>): Assessment {
  const verdict = assess(judge, plan);
  if (shadow === null || shadow.plan.gates.length === 0) return verdict;
  // Their judge has no triggers; what it says of the split of traffic is said already.
  return { ...verdict, shadows: assess(shadow.judge, shadow.plan).gates.slice(0, shadow.plan.gates.length) };
}

/** The verdict on a stage after the last block: gates in their order, then triggers, then the split check while it holds. */
export function assess(state: JudgeState, plan: JudgePlan): Assessment {
  const rules = rulesOf(plan);
  const standings = standingsOf(state, plan);
  const gates = plan.gates.flatMap((gate, at) => {
    const standing = standings.gates[at];
    const index = decidingOf(standing);
    const comparison = state.gates[at]?.[index];
    const rule = rules.gates[at]?.[index];
    if (standing === undefined || comparison === undefined || rule === undefined) return [];
    return [verdictOn(gate.text, standing, comparison, rule, state, plan)];
  });
  const triggers = plan.triggers.flatMap((trigger, index) => {
    const [standing, comparison, rule] = [standings.triggers[index], state.triggers[index], rules.triggers[index]];
    if (standing === undefined || comparison === undefined || rule === undefined) return [];
    return [verdictOn(trigger.text, standing, comparison, rule, state, plan)];
  });
  const split = standings.split === null ? [] : [verdictOnSplit(standings.split, state)];
  return { ...standings.stage, gates: [...gates, ...triggers, ...split], judgedSeconds: state.seconds };
}

function verdictOn(
  gate: string,
  standing: Standing,
  comparison: ComparisonState,
  rule: Rule,
  state: JudgeState,
  plan: JudgePlan,
): GateVerdict {
  const stands = { gate, kind: rule.role, state: standing.state, reason: standing.reason };
  const times = { judged: state.seconds, planned: plan.seconds, until: state.until };
  if (rule.judge === 'scalar') {
    if (comparison.kind !== 'scalar') throw new InvariantViolation(`${rule.name} has ledgers, but is a value`);
    return verdictOnValue(stands, comparison, rule, state, times);
  }
  if (comparison.kind !== 'sequential') throw new InvariantViolation(`${rule.name} has no ledgers`);
  const needs = needsOf(comparison, rule, state);
  const { requests, errors } = countedOf(comparison, state).candidate;
  const numbers = {
    ...stands,
    e: { ...eValuesOf(comparison), failAt: rule.failAt, passAt: rule.passAt },
    bounds: boundsOf(comparison, rule, state),
    requests,
    errors,
    needsRequests: needs.requests,
    needsMinutes: needs.minutes,
  };
  return { ...numbers, text: sentenceOf(numbers, rule, times) };
}

function verdictOnValue(
  stands: Pick<GateVerdict, 'gate' | 'kind' | 'state' | 'reason'>,
  comparison: ScalarState,
  rule: ScalarRule,
  state: JudgeState,
  times: Times,
): GateVerdict {
  const numbers = {
    ...stands,
    e: null,
    bounds: scalarBounds(comparison, rule),
    requests: state.candidate.requests,
    errors: state.candidate.errors,
    needsRequests: NO_NEEDS.requests,
    needsMinutes: NO_NEEDS.minutes,
  };
  return { ...numbers, text: scalarSentence(numbers, rule, comparison, times) };
}

function verdictOnSplit(standing: Standing, state: JudgeState): GateVerdict {
  const { requests = 0, candidate = 0, weightShare = 0 } = state.split ?? {};
  const observed = requests === 0 ? null : candidate / requests;
  return {
    gate: 'split',
    kind: 'gate',
    ...standing,
    e: null,
    bounds: { low: null, high: null, observed, baseline: null, limit: weightShare, unit: 'ratio' },
    requests: state.candidate.requests,
    errors: state.candidate.errors,
    needsRequests: null,
    needsMinutes: null,
    text: splitSentence(candidate, requests, weightShare),
  };
}
