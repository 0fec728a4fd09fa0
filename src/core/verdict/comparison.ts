import { type Latch, lifted } from './latch.ts';
import { copyFacts, type LatencyFacts, noLatency } from './latency/latency-facts.ts';
import { addToShift, meanWorth, openShift, type Shift } from './latency/shift.ts';
import { BETTORS } from './ledger/block-betting.ts';
import { addCapital, type Capital, openCapital, worth } from './ledger/capital.ts';
import { UP } from './ledger/grids.ts';
import { logMean, openLogs } from './ledger/likelihood.ts';
import type { Rule, SequentialRule } from './rule.ts';
import { openScalar, type ScalarState } from './scalar/scalar-state.ts';
import { NO_TOTALS, type Totals } from './totals.ts';

/** A ledger that may fail a comparison. */
export type FailLedger = 'absolute' | 'relative' | 'shift';

/** The ledgers of one sequential comparison, changed in place. `null`: that ledger is not kept. */
export interface SequentialState {
  readonly kind: 'sequential';
  /** The comparison's normal text: how the next stage knows it again. */
  readonly name: string;
  readonly absolute: Capital | null;
  readonly relative: Capital | null;
  /** One ledger for each quantile of a latency: they fail together, by their mean. */
  readonly shift: Shift | null;
  readonly pass: number[] | null;
  /** How many observations were weighed there, in all stages that it remembers. */
  seen: number;
  /** The stable track's own fail ledger on the same limit. */
  readonly stable: Capital | null;
  /** Whether an incident of the environment stands. */
  environment: boolean;
  readonly holds: Record<FailLedger, Latch>;
  /** The proof that was found, for good. */
  failed: FailLedger | null;
  /** Proven bounds of the stable track's rate, and the requests they stand on. */
  baseline: { readonly requests: number; readonly failRate: number; readonly passRate: number } | null;
  /** What a latency comparison knows beside its ledgers; null for counts. */
  readonly latency: LatencyFacts | null;
  /** What a declared ratio counted of both tracks since the stage began; null where requests are counted. */
  readonly counted: Counted | null;
  /** Whether the relative ledger remembers a stage before this one: what it proves is not of this stage's requests alone then. */
  readonly carried: boolean;
}

/** Counts of both tracks that a declared ratio keeps for itself, for the stable track also since the deployment began. */
export interface Counted {
  readonly candidate: Totals;
  readonly stable: Totals;
  readonly baseline: Totals;
}

export type ComparisonState = SequentialState | ScalarState;

/** A comparison before its first block. */
export const openComparison = (rule: Rule): ComparisonState =>
  rule.judge === 'scalar' ? openScalar(rule.name) : openSequential(rule);

function openSequential(rule: SequentialRule): SequentialState {
  const isLatency = rule.judge === 'latency';
  return {
    kind: 'sequential',
    name: rule.name,
    absolute: rule.absolute ? openCapital(BETTORS) : null,
    relative: isLatency || rule.ratio === null ? null : openCapital(UP),
    shift: isLatency && rule.shift !== null ? openShift() : null,
    pass: rule.role === 'gate' ? openLogs('down') : null,
    seen: 0,
    stable: rule.shield ? openCapital(BETTORS) : null,
    environment: false,
    holds: { absolute: 'open', relative: 'open', shift: 'open' },
    failed: null,
    baseline: null,
    latency: isLatency ? noLatency() : null,
    counted: isLatency || rule.counted === null ? null : nothingCounted(),
    carried: false,
  };
}

const nothingCounted = (): Counted => ({
  candidate: { ...NO_TOTALS },
  stable: { ...NO_TOTALS },
  baseline: { ...NO_TOTALS },
});

/** The same comparison for another to change. A value is replaced and never changed. */
export const copyComparison = (state: ComparisonState): ComparisonState =>
  state.kind === 'scalar'
    ? state
    : {
        ...state,
        absolute: state.absolute?.slice() ?? null,
        relative: state.relative?.slice() ?? null,
        shift: state.shift?.slice() ?? null,
        pass: state.pass?.slice() ?? null,
        stable: state.stable?.slice() ?? null,
        holds: { ...state.holds },
        latency: state.latency === null ? null : copyFacts(state.latency),
        counted: state.counted === null ? null : copyCounted(state.counted),
      };

const copyCounted = ({ candidate, stable, baseline }: Counted): Counted => ({
  candidate: { ...candidate },
  stable: { ...stable },
  baseline: { ...baseline },
});

/**
 * A comparison at the next stage, made of the one before: that one is used up. A gate's fail side gets one more capital, for its budget is one share a stage; its pass
 * side keeps its history. A trigger has one budget for the whole rollout and gets nothing. Values have no evidence to keep.
 */
export function carryComparison(before: ComparisonState | undefined, rule: Rule): ComparisonState {
  if (before === undefined || before.name !== rule.name) return openComparison(rule);
  if (rule.judge === 'scalar') {
    return before.kind === 'scalar' && rule.role === 'trigger' ? before : openScalar(rule.name);
  }
  return before.kind === 'sequential' ? carrySequential(before, rule) : openSequential(rule);
}

function carrySequential(before: SequentialState, rule: SequentialRule): SequentialState {
  const fresh = openSequential(rule);
  const carry = (old: Capital | null, open: Capital | null, add: (capital: Capital) => void): Capital | null => {
    if (open === null || old === null) return open;
    if (rule.role === 'gate') add(old);
    return old;
  };
  return {
    ...before,
    absolute: carry(before.absolute, fresh.absolute, addCapital),
    relative: carry(before.relative, fresh.relative, addCapital),
    shift: carry(before.shift, fresh.shift, addToShift),
    // What the stable track did in the stage before says nothing of the environment now.
    stable: rule.role === 'gate' ? fresh.stable : carry(before.stable, fresh.stable, addCapital),
    environment: before.environment && fresh.stable !== null,
    holds: {
      absolute: before.holds.absolute,
      relative: fresh.relative === null ? 'open' : before.holds.relative,
      shift: fresh.shift === null ? 'open' : before.holds.shift,
    },
    latency: before.latency === null ? fresh.latency : { ...before.latency, reached: 0, latencies: 0, silent: 0 },
    counted: before.counted === null ? fresh.counted : { ...nothingCounted(), baseline: before.counted.baseline },
    carried: fresh.relative !== null && before.relative !== null,
  };
}

/** The same comparison with its evidence holds lifted. */
export const liftComparison = (state: ComparisonState): ComparisonState =>
  state.kind === 'scalar'
    ? { ...state, lifted: true }
    : {
        ...state,
        holds: {
          absolute: lifted(state.holds.absolute),
          relative: lifted(state.holds.relative),
          shift: lifted(state.holds.shift),
        },
      };

/** Larger e-values say nothing more; printed numbers stay finite. */
const LARGEST = 1e99;
const LARGEST_LOG = Math.log(LARGEST);

/** The e-values of a comparison as numbers. */
export const eValuesOf = (state: SequentialState): Readonly<Record<FailLedger | 'pass', number | null>> => ({
  absolute: state.absolute === null ? null : Math.min(worth(state.absolute), LARGEST),
  relative: state.relative === null ? null : Math.min(worth(state.relative), LARGEST),
  shift: state.shift === null ? null : Math.min(meanWorth(state.shift), LARGEST),
  pass: state.pass === null ? null : Math.exp(Math.min(logMean(state.pass), LARGEST_LOG)),
});

/** Whether the pass ledger has proven its gate at this block. */
export const hasPassed = ({ pass, seen }: SequentialState, { passAt, leastSeen }: SequentialRule): boolean =>
  pass !== null && seen >= leastSeen && Math.exp(Math.min(logMean(pass), LARGEST_LOG)) >= passAt;
