import type { Track } from '../unit/environment.ts';
import { eventsIn } from './claim.ts';
import type { Counted, SequentialState } from './comparison.ts';
import { HOLD_AT, RELEASE_BELOW } from './latch.ts';
import { betOnBlock } from './ledger/block-betting.ts';
import { lowerBound, upperBound } from './ledger/bounds.ts';
import { type Capital, layDue, worth } from './ledger/capital.ts';
import { gainsOf, weigh } from './ledger/likelihood.ts';
import { betOnShare, type Pair, sharedErrors } from './ledger/relative.ts';
import { countsOf, stableOver } from './recent.ts';
import type { CountRule } from './rule.ts';
import { addTo, NO_TOTALS, type Totals } from './totals.ts';
import type { View } from './view.ts';

/** Takes one closed block into a comparison of counts: stable first, so that a shared incident is known before the candidate is charged. */
export function judgeCounts(state: SequentialState, rule: CountRule, view: View): void {
  const seen = seenIn(view, rule);
  const { environment: wasIncident } = state;
  findBaseline(state, rule, view);
  judgeStable(state, rule, view, seen);
  if (!state.environment && !isOverShortly(rule, view)) judgeAbsolute(state, rule, view, seen);
  judgeRelative(state, rule, view, seen);
  // What pass may see is fixed by the end of the block before: choosing by this block would let it pass on what it likes.
  if (!wasIncident) judgePass(state, rule, view, seen);
  if (state.counted !== null) count(state.counted, seen);
}

/** What a block counted of both tracks: requests and their errors, or a declared ratio. */
function seenIn({ block }: View, { counted }: CountRule): Pair {
  if (counted === null) return { candidate: countsOf(block.candidate), stable: countsOf(block.stable) };
  return { candidate: ratioOf(block, 'candidate', counted), stable: ratioOf(block, 'stable', counted) };
}

function ratioOf({ ratios }: View['block'], track: Track, name: string): Readonly<Totals> {
  const ratio = ratios?.[track][name];
  return ratio === undefined ? NO_TOTALS : { requests: ratio.of, errors: ratio.events };
}

function count(counted: Counted, seen: Pair): void {
  addTo(counted.candidate, seen.candidate);
  addTo(counted.stable, seen.stable);
  addTo(counted.baseline, seen.stable);
}

/** Whether the stable track breaks the same limit: then the candidate is not to blame. */
function judgeStable(state: SequentialState, rule: CountRule, view: View, seen: Pair): void {
  const { stable } = state;
  if (stable === null || rule.claim.kind !== 'absolute') return;
  const { event, limit } = rule.claim;
  bet(stable, rule, view, seen.stable, limit);
  const over = rule.counted === null && stableOver(view.lately.minute, event, limit);
  state.environment = over || worth(stable) >= (state.environment ? RELEASE_BELOW : HOLD_AT);
}

const isOverShortly = (rule: CountRule, view: View): boolean =>
  rule.shield &&
  rule.counted === null &&
  rule.claim.kind === 'absolute' &&
  stableOver(view.lately.tenSeconds, rule.claim.event, rule.claim.limit);

function judgeAbsolute({ absolute, baseline }: SequentialState, rule: CountRule, view: View, seen: Pair): void {
  if (absolute === null || rule.claim.kind === 'ratio') return;
  const limit = failLimit(baseline, rule);
  if (limit !== null) bet(absolute, rule, view, seen.candidate, limit);
}

/** Parts are laid when a bet is made: a block without evidence touches nothing, and what was due is not late by that. */
function bet(capital: Capital, { claim, due }: CountRule, view: View, counts: Readonly<Totals>, limit: number): void {
  if (counts.requests === 0 || claim.kind === 'ratio') return;
  layDue(capital, due, view.elapsed);
  betOnBlock(capital, counts.requests, eventsIn(claim.event, counts), limit);
}

function judgeRelative({ relative }: SequentialState, rule: CountRule, view: View, seen: Pair): void {
  if (relative === null || rule.ratio === null) return;
  const errors = sharedErrors(seen, rule.ratio);
  if (errors === null) return;
  layDue(relative, rule.due, view.elapsed);
  betOnShare(relative, errors, view.tempering);
}

function judgePass(state: SequentialState, rule: CountRule, { tempering }: View, seen: Pair): void {
  const { pass, baseline } = state;
  if (pass === null) return;
  if (rule.claim.kind === 'ratio') {
    const errors = sharedErrors(seen, rule.claim.ratio);
    if (errors === null) return;
    weigh(pass, gainsOf('down', errors.share), { requests: errors.all, events: errors.candidate }, tempering);
    state.seen += errors.all;
    return;
  }
  const limit = passLimit(baseline, rule);
  const { candidate } = seen;
  if (limit === null || candidate.requests === 0) return;
  const block = { requests: candidate.requests, events: eventsIn(rule.claim.event, candidate) };
  weigh(pass, rule.passGains ?? gainsOf('down', limit), block, tempering);
  state.seen += candidate.requests;
}

type Baseline = SequentialState['baseline'];

/** A limit that is zero or less cannot be bet against; the smallest rate that matters stands for it. */
const LEAST_LIMIT = 1e-6;

function failLimit(baseline: Baseline, rule: CountRule): number | null {
  if (rule.claim.kind === 'absolute') return rule.claim.limit;
  if (rule.claim.kind === 'ratio' || baseline === null) return null;
  const limit = rule.claim.factor * baseline.failRate + rule.claim.plus;
  return limit < 1 ? Math.max(limit, LEAST_LIMIT) : null;
}

/** The limit that pass is proven against now, or null while no proof is possible. */
export function passLimit(baseline: Baseline, rule: CountRule): number | null {
  if (rule.claim.kind === 'absolute') return rule.claim.limit;
  if (rule.claim.kind === 'ratio' || baseline === null) return null;
  const limit = rule.claim.factor * baseline.passRate + rule.claim.plus;
  return limit >= LEAST_LIMIT && limit < 1 ? limit : null;
}

/** Older bounds stay true, so they are found anew only when the stable track's requests grew by a fiftieth. */
const GROWTH = 1.02;

function findBaseline(state: SequentialState, { claim, boundAt }: CountRule, view: View): void {
  if (claim.kind !== 'sum') return;
  const totals = state.counted?.baseline ?? view.baseline;
  const { requests } = totals;
  if (requests === 0 || requests < GROWTH * (state.baseline?.requests ?? 0)) return;
  const counts = { requests, events: eventsIn(claim.event, totals) };
  const failRate = upperBound(counts, boundAt.fail, view.tempering);
  const passRate = lowerBound(counts, boundAt.pass, view.tempering);
  state.baseline = { requests, failRate, passRate };
}
