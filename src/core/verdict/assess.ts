import { type ComparisonState, eValuesOf } from './comparison.ts';
import type { JudgeState } from './judge.ts';
import type { JudgePlan } from './judge-plan.ts';
import { needsOf } from './needs.ts';
import { boundsOf } from './numbers.ts';
import { type Rule, rulesOf } from './rule.ts';
import { sentenceOf, splitSentence } from './sentence.ts';
import { type Standing, standingsOf } from './standing.ts';
import type { GateVerdict, Verdict } from './verdict.ts';

/** What the judge itself knows of a verdict; the engine adds when, and which measurements it stands on. */
export type Assessment = Pick<Verdict, 'state' | 'reason' | 'gates' | 'judgedSeconds'>;

/** The verdict on a stage after the last block: gates in their order, then triggers, then the split check while it holds. */
export function assess(state: JudgeState, plan: JudgePlan): Assessment {
  const rules = rulesOf(plan);
  const standings = standingsOf(state, plan);
  const gates = plan.gates.flatMap((gate, at) => {
    const standing = standings.gates[at];
    const index = standing?.comparisons.findIndex((each) => isSame(each, standing)) ?? -1;
    const comparison = state.gates[at]?.[Math.max(0, index)];
    const rule = rules.gates[at]?.[Math.max(0, index)];
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

/** The comparison that decides a joined gate is the one that stands as the gate does. */
const isSame = (one: Standing, other: Standing): boolean => one.state === other.state && one.reason === other.reason;

function verdictOn(
  gate: string,
  standing: Standing,
  comparison: ComparisonState,
  rule: Rule,
  state: JudgeState,
  plan: JudgePlan,
): GateVerdict {
  const needs = needsOf(comparison, rule, state);
  const numbers = {
    gate,
    kind: rule.role,
    state: standing.state,
    reason: standing.reason,
    e: { ...eValuesOf(comparison), shift: null, failAt: rule.failAt, passAt: rule.passAt },
    bounds: boundsOf(rule, state),
    requests: state.candidate.requests,
    errors: state.candidate.errors,
    needsRequests: needs.requests,
    needsMinutes: needs.minutes,
  };
  const times = { judged: state.seconds, planned: plan.seconds, until: state.until };
  return { ...numbers, text: sentenceOf(numbers, rule, times) };
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
