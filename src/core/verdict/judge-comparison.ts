import type { Block } from './block.ts';
import { eventsIn } from './claim.ts';
import type { ComparisonState } from './comparison.ts';
import { HOLD_AT, latched, RELEASE_BELOW } from './latch.ts';
import { betOnBlock } from './ledger/block-betting.ts';
import { lowerBound, upperBound } from './ledger/bounds.ts';
import { type Capital, layDue, worth } from './ledger/capital.ts';
import { weigh } from './ledger/likelihood.ts';
import { betOnShare, type Pair, sharedErrors } from './ledger/relative.ts';
import { countsOf, type RecentBlock, stableOver } from './recent.ts';
import type { Rule } from './rule.ts';

/** Requests and errors of one track since some beginning. */
export interface Totals {
  readonly requests: number;
  readonly errors: number;
}

/** What a comparison is judged on when a block closes. */
export interface View {
  readonly block: Block;
  /** Judged seconds before this block, on the comparison's own clock. */
  readonly elapsed: number;
  readonly tempering: number;
  readonly recent: readonly RecentBlock[];
  /** The candidate since the stage began, this block included. */
  readonly candidate: Totals;
  /** The stable track since the deployment began, this block not included. */
  readonly baseline: Totals;
}

/** One comparison after one closed block: stable first, so that a shared incident is known before the candidate is charged. */
export function judgeComparison(before: ComparisonState, rule: Rule, view: View): ComparisonState {
  const shielded = judgeStable(withBaselineBounds(before, rule, view), rule, view);
  const withheld = shielded.environment || isOverShortly(rule, view);
  const absolute = judgeAbsolute(shielded, rule, view, withheld);
  const relative = judgeRelative(absolute, rule, view);
  // What pass may see is fixed by the end of the block before: choosing by this block would let it pass on what it likes.
  const judged = before.environment ? relative : judgePass(relative, rule, view);
  return withProof(withHolds(judged), rule, view);
}

function judgeStable(state: ComparisonState, rule: Rule, view: View): ComparisonState {
  if (state.stable === null || rule.claim.kind !== 'absolute') return state;
  const { event, limit } = rule.claim;
  const counts = countsOf(view.block.stable);
  const stable = bet(state.stable, rule, view, counts, limit);
  const e = worth(stable);
  const over = stableOver(view.recent, 'minute', event, limit);
  const environment = over || e >= (state.environment ? RELEASE_BELOW : HOLD_AT);
  return { ...state, stable, environment };
}

const isOverShortly = (rule: Rule, view: View): boolean =>
  rule.shield &&
  rule.claim.kind === 'absolute' &&
  stableOver(view.recent, 'ten-seconds', rule.claim.event, rule.claim.limit);

function judgeAbsolute(state: ComparisonState, rule: Rule, view: View, withheld: boolean): ComparisonState {
  if (state.absolute === null || rule.claim.kind === 'ratio') return state;
  const limit = failLimit(state, rule);
  if (withheld || limit === null) return state;
  return { ...state, absolute: bet(state.absolute, rule, view, countsOf(view.block.candidate), limit) };
}

/** Parts are laid when a bet is made: a block without evidence touches nothing, and what was due is not late by that. */
function bet(capital: Capital, { claim, due }: Rule, view: View, counts: Totals, limit: number): Capital {
  if (counts.requests === 0 || claim.kind === 'ratio') return capital;
  return betOnBlock(layDue(capital, due, view.elapsed), counts.requests, eventsIn(claim.event, counts), limit);
}

function judgeRelative(state: ComparisonState, rule: Rule, view: View): ComparisonState {
  if (state.relative === null || rule.ratio === null) return state;
  const errors = sharedErrors(pairOf(view.block), rule.ratio);
  if (errors === null) return state;
  return { ...state, relative: betOnShare(layDue(state.relative, rule.due, view.elapsed), errors, view.tempering) };
}

function judgePass(state: ComparisonState, rule: Rule, view: View): ComparisonState {
  if (state.pass === null) return state;
  if (rule.claim.kind === 'ratio') {
    const errors = sharedErrors(pairOf(view.block), rule.claim.ratio);
    if (errors === null) return state;
    const block = { requests: errors.all, events: errors.candidate };
    return { ...state, pass: weigh(state.pass, 'down', block, errors.share, view.tempering) };
  }
  const limit = passLimit(state, rule);
  if (limit === null) return state;
  const counts = countsOf(view.block.candidate);
  const block = { requests: counts.requests, events: eventsIn(rule.claim.event, counts) };
  return { ...state, pass: weigh(state.pass, 'down', block, limit, view.tempering) };
}

function withHolds(state: ComparisonState): ComparisonState {
  const absolute = state.absolute === null ? 'open' : latched(state.holds.absolute, worth(state.absolute));
  const relative = state.relative === null ? 'open' : latched(state.holds.relative, worth(state.relative));
  return { ...state, holds: { absolute, relative } };
}

function withProof(state: ComparisonState, rule: Rule, view: View): ComparisonState {
  if (state.failed !== null) return state;
  if (state.absolute !== null && worth(state.absolute) >= rule.failAt) return { ...state, failed: 'absolute' };
  if (state.relative === null || worth(state.relative) < rule.failAt) return state;
  // Worse than stable is no reason to go back while the candidate keeps well within an absolute limit.
  const { requests } = view.candidate;
  const within = rule.claim.kind === 'absolute' && view.candidate.errors < rule.claim.limit * requests;
  return within ? state : { ...state, failed: 'relative' };
}

/** A limit that is zero or less cannot be bet against; the smallest rate that matters stands for it. */
const LEAST_LIMIT = 1e-6;

function failLimit(state: ComparisonState, rule: Rule): number | null {
  if (rule.claim.kind === 'absolute') return rule.claim.limit;
  if (rule.claim.kind === 'ratio' || state.baseline === null) return null;
  const limit = rule.claim.factor * state.baseline.failRate + rule.claim.plus;
  return limit < 1 ? Math.max(limit, LEAST_LIMIT) : null;
}

/** The limit that pass is proven against now, or null while no proof is possible. */
export function passLimit(state: ComparisonState, rule: Rule): number | null {
  if (rule.claim.kind === 'absolute') return rule.claim.limit;
  if (rule.claim.kind === 'ratio' || state.baseline === null) return null;
  const limit = rule.claim.factor * state.baseline.passRate + rule.claim.plus;
  return limit >= LEAST_LIMIT && limit < 1 ? limit : null;
}

/** Older bounds stay true, so they are found anew only when the stable track's requests grew by a fiftieth. */
const GROWTH = 1.02;

function withBaselineBounds(state: ComparisonState, rule: Rule, view: View): ComparisonState {
  const { claim, boundAt } = rule;
  const { requests } = view.baseline;
  if (claim.kind !== 'sum' || requests === 0 || requests < GROWTH * (state.baseline?.requests ?? 0)) return state;
  const counts = { requests, events: eventsIn(claim.event, view.baseline) };
  const failRate = upperBound(counts, boundAt.fail, view.tempering);
  const passRate = lowerBound(counts, boundAt.pass, view.tempering);
  return { ...state, baseline: { requests, failRate, passRate } };
}

const pairOf = (block: Block): Pair => ({ candidate: countsOf(block.candidate), stable: countsOf(block.stable) });
