import type { Track } from '../unit/environment.ts';
import { eventsIn } from './claim.ts';
import type { Counted, SequentialState } from './comparison.ts';
import { HOLD_AT, RELEASE_BELOW } from './latch.ts';
import { betOnBlock } from './ledger/block-betting.ts';
import { lowerBound, upperBound } from './ledger/bounds.ts';
import { type Capital, layDue, worth } from './ledger/capital.ts';
import { type Logs, weigh, weighed } from './ledger/likelihood.ts';
import { betOnShare, type Pair, sharedErrors } from './ledger/relative.ts';
import { countsOf, stableOver } from './recent.ts';
import type { CountRule } from './rule.ts';
import { NO_TOTALS, sum, type Totals } from './totals.ts';
import type { View } from './view.ts';

/** One comparison of counts after one closed block: stable first, so that a shared incident is known before the candidate is charged. */
export function judgeCounts(before: SequentialState, rule: CountRule, view: View): SequentialState {
  const seen = seenIn(view, rule);
  const baseline = baselineAfter(before, rule, view);
  const stable = judgeStable(before, rule, view, seen);
  const environment = isIncident(before, stable, rule, view);
  const withheld = environment || isOverShortly(rule, view);
  // Written out: copying all of a state for each of its ledgers would cost more than the ledgers.
  return {
    kind: 'sequential',
    name: before.name,
    absolute: withheld ? before.absolute : judgeAbsolute(before, rule, view, seen, baseline),
    relative: judgeRelative(before, rule, view, seen),
    shift: before.shift,
    // What pass may see is fixed by the end of the block before: choosing by this block would let it pass on what it likes.
    pass: before.environment ? before.pass : judgePass(before, rule, view, seen, baseline),
    stable,
    environment,
    holds: before.holds,
    failed: before.failed,
    baseline,
    latency: before.latency,
    counted: before.counted === null ? null : countedAfter(before.counted, seen),
  };
}

/** What a block counted of both tracks: requests and their errors, or a declared ratio. */
function seenIn({ block }: View, { counted }: CountRule): Pair {
  if (counted === null) return { candidate: countsOf(block.candidate), stable: countsOf(block.stable) };
  return { candidate: ratioOf(block, 'candidate', counted), stable: ratioOf(block, 'stable', counted) };
}

function ratioOf({ ratios }: View['block'], track: Track, name: string): Totals {
  const ratio = ratios?.[track][name];
  return ratio === undefined ? NO_TOTALS : { requests: ratio.of, errors: ratio.events };
}

const countedAfter = (counted: Counted, seen: Pair): Counted => ({
  candidate: sum(counted.candidate, seen.candidate),
  stable: sum(counted.stable, seen.stable),
  baseline: sum(counted.baseline, seen.stable),
});

const judgeStable = (before: SequentialState, rule: CountRule, view: View, seen: Pair): Capital | null =>
  before.stable === null || rule.claim.kind !== 'absolute'
    ? before.stable
    : bet(before.stable, rule, view, seen.stable, rule.claim.limit);

/** Whether the stable track breaks the same limit: then the candidate is not to blame. */
function isIncident(before: SequentialState, stable: Capital | null, rule: CountRule, view: View): boolean {
  if (stable === null || rule.claim.kind !== 'absolute') return before.environment;
  const over = rule.counted === null && stableOver(view.lately.minute, rule.claim.event, rule.claim.limit);
  return over || worth(stable) >= (before.environment ? RELEASE_BELOW : HOLD_AT);
}

const isOverShortly = (rule: CountRule, view: View): boolean =>
  rule.shield &&
  rule.counted === null &&
  rule.claim.kind === 'absolute' &&
  stableOver(view.lately.tenSeconds, rule.claim.event, rule.claim.limit);

function judgeAbsolute(
  { absolute }: SequentialState,
  rule: CountRule,
  view: View,
  seen: Pair,
  baseline: Baseline,
): Capital | null {
  if (absolute === null || rule.claim.kind === 'ratio') return absolute;
  const limit = failLimit(baseline, rule);
  return limit === null ? absolute : bet(absolute, rule, view, seen.candidate, limit);
}

/** Parts are laid when a bet is made: a block without evidence touches nothing, and what was due is not late by that. */
function bet(capital: Capital, { claim, due }: CountRule, view: View, counts: Totals, limit: number): Capital {
  if (counts.requests === 0 || claim.kind === 'ratio') return capital;
  return betOnBlock(layDue(capital, due, view.elapsed), counts.requests, eventsIn(claim.event, counts), limit);
}

function judgeRelative({ relative }: SequentialState, rule: CountRule, view: View, seen: Pair): Capital | null {
  if (relative === null || rule.ratio === null) return relative;
  const errors = sharedErrors(seen, rule.ratio);
  return errors === null ? relative : betOnShare(layDue(relative, rule.due, view.elapsed), errors, view.tempering);
}

function judgePass(
  { pass }: SequentialState,
  rule: CountRule,
  { tempering }: View,
  seen: Pair,
  baseline: Baseline,
): Logs | null {
  if (pass === null) return pass;
  if (rule.claim.kind === 'ratio') {
    const errors = sharedErrors(seen, rule.claim.ratio);
    if (errors === null) return pass;
    return weigh(pass, 'down', { requests: errors.all, events: errors.candidate }, errors.share, tempering);
  }
  const limit = passLimit(baseline, rule);
  if (limit === null) return pass;
  const { candidate } = seen;
  const block = { requests: candidate.requests, events: eventsIn(rule.claim.event, candidate) };
  return rule.passGains === null
    ? weigh(pass, 'down', block, limit, tempering)
    : weighed(pass, rule.passGains, block, tempering);
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

function baselineAfter(before: SequentialState, { claim, boundAt }: CountRule, view: View): Baseline {
  if (claim.kind !== 'sum') return before.baseline;
  const totals = before.counted?.baseline ?? view.baseline;
  const { requests } = totals;
  if (requests === 0 || requests < GROWTH * (before.baseline?.requests ?? 0)) return before.baseline;
  const counts = { requests, events: eventsIn(claim.event, totals) };
  const failRate = upperBound(counts, boundAt.fail, view.tempering);
  const passRate = lowerBound(counts, boundAt.pass, view.tempering);
  return { requests, failRate, passRate };
}
