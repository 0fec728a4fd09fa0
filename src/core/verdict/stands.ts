import type { Judging } from './judging.ts';
import { observedOf } from './numbers.ts';
import { type Rule, rulesOf } from './rule.ts';
import { type Standing, type Standings, standingsOf } from './standing.ts';
import type { Verdict } from './verdict.ts';

type Judged = Pick<Judging, 'judge' | 'plan' | 'shadow'>;

/**
 * Whether `assessAll` would give what a verdict says already, for a fraction of its cost: it works out no numbers for people. What
 * makes a verdict worth telling is state and reason, of the whole and of each gate.
 */
export function saysTheSame(verdict: Verdict, { judge, plan, shadow }: Judged): boolean {
  const own = standingsOf(judge, plan);
  if (!isAs(verdict, own.stage)) return false;
  const { gates, shadows = [] } = verdict;
  const { split } = own;
  const triggersAt = plan.gates.length;
  const splitAt = triggersAt + plan.triggers.length;
  const isSame =
    gates.length === splitAt + (split === null ? 0 : 1) &&
    own.gates.every((standing, at) => isAs(gates[at], standing, plan.gates[at]?.text)) &&
    own.triggers.every((standing, at) => isAs(gates[triggersAt + at], standing, plan.triggers[at]?.text)) &&
    (split === null || isAs(gates[splitAt], split, 'split'));
  if (!isSame || shadow === null || shadow.plan.gates.length === 0) return isSame && shadows.length === 0;
  const onTrial = standingsOf(shadow.judge, shadow.plan).gates;
  return (
    shadows.length === onTrial.length &&
    onTrial.every((standing, at) => isAs(shadows[at], standing, shadow.plan.gates[at]?.text))
  );
}

const isAs = (
  said: { readonly gate?: string; readonly state: string; readonly reason: string } | undefined,
  standing: Standing,
  text?: string,
): boolean =>
  said !== undefined && said.gate === text && said.state === standing.state && said.reason === standing.reason;

/** What a gate shows at this moment. */
export interface SeenGate {
  readonly gate: string;
  readonly bounds: { readonly observed: number | null };
}

/** What is observed now of gates that are not simply counted, for a curve that people look at; of the others the counts tell it. */
export function seenNow({ judge, plan, shadow }: Judged): readonly SeenGate[] {
  const own = seenIn(judge, plan);
  return shadow === null ? own : [...own, ...seenIn(shadow.judge, shadow.plan)];
}

function seenIn(judge: Judging['judge'], plan: Judging['plan']): readonly SeenGate[] {
  const rules = rulesOf(plan).gates;
  if (rules.every((gate) => gate.every(isCounted))) return [];
  // Only a joined gate must be asked which of its comparisons decides it.
  const standings = rules.some((gate) => gate.length > 1) ? standingsOf(judge, plan).gates : [];
  return plan.gates.flatMap(({ text }, at) => {
    const index = decidingOf(standings[at]);
    const [comparison, rule] = [judge.gates[at]?.[index], rules[at]?.[index]];
    if (comparison === undefined || rule === undefined || isCounted(rule)) return [];
    if (comparison.kind === 'scalar') return [{ gate: text, bounds: { observed: comparison.value } }];
    if (rule.judge === 'scalar') return [];
    return [{ gate: text, bounds: { observed: observedOf(comparison, rule, judge).rate } }];
  });
}

const isCounted = (rule: Rule): boolean => rule.judge === 'counts' && rule.counted === null;

/** The comparison that decides a joined gate is the one that stands as the gate does. */
export function decidingOf(gate: Standings['gates'][number] | undefined): number {
  const index = gate?.comparisons.findIndex(({ state, reason }) => state === gate.state && reason === gate.reason) ?? 0;
  return Math.max(0, index);
}
