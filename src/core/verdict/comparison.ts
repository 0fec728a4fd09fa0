import { comparisonText } from '../gate/text.ts';
import { type Latch, lifted } from './latch.ts';
import { BETTORS } from './ledger/block-betting.ts';
import { addCapital, type Capital, openCapital, worth } from './ledger/capital.ts';
import { UP } from './ledger/grids.ts';
import { type Logs, logMean, openLogs } from './ledger/likelihood.ts';
import type { Rule } from './rule.ts';

/** The ledgers of one comparison. `null`: that ledger is not kept. */
export interface ComparisonState {
  /** The comparison's normal text: how the next stage knows it again. */
  readonly name: string;
  readonly absolute: Capital | null;
  readonly relative: Capital | null;
  readonly pass: Logs | null;
  /** The stable track's own fail ledger on the same limit. */
  readonly stable: Capital | null;
  /** Whether an incident of the environment stands. */
  readonly environment: boolean;
  readonly holds: { readonly absolute: Latch; readonly relative: Latch };
  /** The proof that was found, for good. */
  readonly failed: 'absolute' | 'relative' | null;
  /** Proven bounds of the stable track's rate, and the requests they stand on. */
  readonly baseline: { readonly requests: number; readonly failRate: number; readonly passRate: number } | null;
}

/** The ledgers of a comparison before its first block. */
export const openComparison = (rule: Rule): ComparisonState => ({
  name: comparisonText(rule.comparison),
  absolute: rule.absolute ? openCapital(BETTORS) : null,
  relative: rule.ratio === null ? null : openCapital(UP),
  pass: rule.role === 'gate' ? openLogs('down') : null,
  stable: rule.shield ? openCapital(BETTORS) : null,
  environment: false,
  holds: { absolute: 'open', relative: 'open' },
  failed: null,
  baseline: null,
});

/**
 * The ledgers of a comparison at the next stage. A gate's fail side gets one more capital, for its budget is one share a
 * stage; its pass side keeps its history. A trigger has one budget for the whole rollout and gets nothing.
 */
export function carryComparison(before: ComparisonState | undefined, rule: Rule): ComparisonState {
  const fresh = openComparison(rule);
  if (before === undefined || before.name !== fresh.name) return fresh;
  const more = rule.role === 'gate' ? addCapital : (capital: Capital): Capital => capital;
  const carry = (old: Capital | null, open: Capital | null): Capital | null =>
    open === null || old === null ? open : more(old);
  return {
    ...before,
    absolute: carry(before.absolute, fresh.absolute),
    relative: carry(before.relative, fresh.relative),
    // What the stable track did in the stage before says nothing of the environment now.
    stable: rule.role === 'gate' ? fresh.stable : carry(before.stable, fresh.stable),
    environment: before.environment && fresh.stable !== null,
    holds: { ...before.holds, relative: fresh.relative === null ? 'open' : before.holds.relative },
  };
}

/** The same comparison with its evidence holds lifted. */
export const liftComparison = (state: ComparisonState): ComparisonState => ({
  ...state,
  holds: { absolute: lifted(state.holds.absolute), relative: lifted(state.holds.relative) },
});

/** Larger e-values say nothing more; printed numbers stay finite. */
const LARGEST = 1e99;
const LARGEST_LOG = Math.log(LARGEST);

/** The e-values of a comparison as numbers. */
export const eValuesOf = (
  state: ComparisonState,
): Readonly<Record<'absolute' | 'relative' | 'pass', number | null>> => ({
  absolute: state.absolute === null ? null : Math.min(worth(state.absolute), LARGEST),
  relative: state.relative === null ? null : Math.min(worth(state.relative), LARGEST),
  pass: state.pass === null ? null : Math.exp(Math.min(logMean(state.pass), LARGEST_LOG)),
});
