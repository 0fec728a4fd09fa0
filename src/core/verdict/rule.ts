import { comparisonsOf } from '../gate/comparisons.ts';
import type { Comparison } from '../gate/gate.ts';
import { type Claim, claimOf } from './claim.ts';
import type { JudgePlan } from './judge-plan.ts';
import { type Instalments, instalments } from './ledger/capital.ts';

/** One comparison with the ledgers it keeps and the e-values that decide. All of it is fixed before the first block. */
export interface Rule {
  readonly comparison: Comparison;
  readonly role: 'gate' | 'trigger';
  readonly claim: Claim;
  /** Whether the candidate is held against a limit. */
  readonly absolute: boolean;
  /** The ratio to the stable track that is held against the candidate; null: that ledger is not kept. */
  readonly ratio: number | null;
  /** Whether the stable track is held against the same limit, to tell an incident of the environment. */
  readonly shield: boolean;
  readonly failAt: number;
  readonly passAt: number;
  /** The e-value at which a bound of the stable track's rate counts as proven, for failing and for passing. */
  readonly boundAt: { readonly fail: number; readonly pass: number };
  readonly due: Instalments;
}

/** Where both a bound of the stable rate and a ledger must be right, the bound gets a fifth of the budget. */
const BOUND_SHARE = 0.2;

/** The rules of a plan: by gate, in the order of its text, and by trigger. */
export interface Rules {
  readonly gates: readonly (readonly Rule[])[];
  readonly triggers: readonly Rule[];
}

/** The rules of a stage. */
export const rulesOf = (plan: JudgePlan): Rules => ({
  gates: plan.gates.map((gate) => comparisonsOf(gate.condition).map((each) => ruleOf(each, 'gate', plan))),
  triggers: plan.triggers.map((trigger) => ruleOf(trigger.condition, 'trigger', plan)),
});

function ruleOf(comparison: Comparison, role: 'gate' | 'trigger', plan: JudgePlan): Rule {
  const { settings, hasBaseline } = plan;
  const claim = claimOf(comparison, role);
  const beside = role === 'gate' && hasBaseline && settings.relative && claim.kind === 'absolute';
  const ratio =
    claim.kind === 'ratio' ? claim.ratio : beside && claim.event === 'errors' ? settings.relativeRatio : null;
  const absolute = claim.kind !== 'ratio';
  // Two ledgers that may each fail a gate share its budget.
  const budget = absolute && ratio !== null ? settings.comparisonBudget / 2 : settings.comparisonBudget;
  const ledgerShare = claim.kind === 'sum' ? 1 - BOUND_SHARE : 1;
  return {
    comparison,
    role,
    claim,
    absolute,
    ratio,
    shield: hasBaseline && claim.kind === 'absolute',
    failAt: 1 / (budget * ledgerShare),
    passAt: 1 / (settings.falsePass * ledgerShare),
    boundAt: { fail: 1 / (budget * BOUND_SHARE), pass: 1 / (settings.falsePass * BOUND_SHARE) },
    due: instalments(role === 'trigger' ? plan.triggerSeconds : plan.seconds, settings.extend),
  };
}
