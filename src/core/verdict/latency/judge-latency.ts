import type { SequentialState } from '../comparison.ts';
import { HOLD_AT, RELEASE_BELOW } from '../latch.ts';
import { betOnBlock } from '../ledger/block-betting.ts';
import { type Capital, layDue, worth } from '../ledger/capital.ts';
import { weigh } from '../ledger/likelihood.ts';
import { countBurst, temperingOf } from '../ledger/tempering.ts';
import { addRow } from '../minute.ts';
import { latelyIn, stableOver } from '../recent.ts';
import type { LatencyRule } from '../rule.ts';
import type { View } from '../view.ts';
import { boundsFrom } from './bounds-from.ts';
import { countAbove, countReaching } from './latency-counts.ts';
import type { LatencyFacts } from './latency-facts.ts';
import { limitAt } from './quantile-claim.ts';
import { isCoarse } from './resolution.ts';
import { betOnShift } from './shift.ts';

/**
 * L5 and L6: takes one closed block into a latency comparison. The candidate is held against bounds of the stable track that
 * were proven before the block: failing counts only what lies surely above, passing all that may lie above.
 */
export function judgeLatency(state: SequentialState, rule: LatencyRule, view: View): void {
  const { known: stableKnown, stables } = view.latency;
  const { latency: facts, environment: wasIncident } = state;
  if (facts === null) return;
  const tempering = temperingOf(facts.burst);
  if (stableKnown !== null) facts.bounds = boundsFrom(stableKnown, rule, tempering);
  const failLimit = limitAt(rule.claim, facts.bounds?.high ?? null);
  const passLimit = limitAt(rule.claim, facts.bounds?.low ?? null);
  const slow = slowOfStable(rule, view);
  if (rule.shield) addRow(facts.recent, [view.block.seconds, stables, slow]);
  judgeStable(state, facts, rule, view, slow);
  const isOverShortly = rule.shield && stableOver(latelyIn(facts.recent).tenSeconds, 'errors', rule.claim.tail);
  if (!state.environment && !isOverShortly) judgeFail(state, rule, view, failLimit);
  judgeShift(state, facts, rule, view);
  // What pass may see is fixed by the end of the block before: choosing by this block would let it pass on what it likes.
  if (!wasIncident) judgePass(state, rule, view, passLimit, tempering);
  note(facts, rule, view, passLimit);
}

/** How many of the stable track's latencies lie above the same absolute limit, for the shield: it is judged first. */
function slowOfStable({ claim, shield }: LatencyRule, { latency }: View): number {
  if (!shield || claim.limit.kind !== 'fixed' || latency.stable === null) return 0;
  return countAbove(latency.stable, claim.limit.milliseconds);
}

function judgeStable(
  state: SequentialState,
  { recent }: LatencyFacts,
  rule: LatencyRule,
  view: View,
  slow: number,
): void {
  const { stable } = state;
  if (stable === null) return;
  const { tail } = rule.claim;
  bet(stable, rule, view, view.latency.stables, slow);
  state.environment =
    stableOver(latelyIn(recent).minute, 'errors', tail) ||
    worth(stable) >= (state.environment ? RELEASE_BELOW : HOLD_AT);
}

function judgeFail({ absolute }: SequentialState, rule: LatencyRule, view: View, limit: number | null): void {
  const { candidate, candidates } = view.latency;
  if (absolute === null || candidate === null || limit === null) return;
  bet(absolute, rule, view, candidates, countAbove(candidate, limit));
}

function judgeShift({ shift }: SequentialState, { bounds }: LatencyFacts, rule: LatencyRule, view: View): void {
  const { candidate, candidates } = view.latency;
  if (shift === null || bounds === null || candidate === null || candidates === 0) return;
  betOnShift(shift, bounds.shift, candidate, candidates, rule.due, view.elapsed);
}

/** Parts are laid when a bet is made: a block without evidence touches nothing, and what was due is not late by that. */
function bet(capital: Capital, rule: LatencyRule, view: View, requests: number, events: number): void {
  if (requests === 0) return;
  layDue(capital, rule.due, view.elapsed);
  betOnBlock(capital, requests, events, rule.claim.tail);
}

function judgePass(
  state: SequentialState,
  rule: LatencyRule,
  view: View,
  limit: number | null,
  tempering: number,
): void {
  const { candidate, candidates } = view.latency;
  const { pass } = state;
  if (pass === null || rule.passGains === null || candidate === null || limit === null) return;
  weigh(pass, rule.passGains, { requests: candidates, events: countReaching(candidate, limit) }, tempering);
  state.seen += candidates;
}

function note(facts: LatencyFacts, { claim }: LatencyRule, view: View, limit: number | null): void {
  const { candidate, candidates, stable, stables } = view.latency;
  const isFixed = claim.limit.kind === 'fixed';
  const slowFrom = claim.limit.kind === 'fixed' ? claim.limit.milliseconds : (facts.bounds?.high ?? null);
  if (stable !== null && slowFrom !== null && stables > 0)
    countBurst(facts.burst, view.block.seconds, countReaching(stable, slowFrom));
  facts.latencies += candidates;
  if (candidate === null || candidates === 0) {
    facts.silent += view.block.candidate.kind === 'counts' ? view.block.candidate.requests : 0;
    return;
  }
  facts.silent = 0;
  if (limit === null) return;
  facts.reached += countReaching(candidate, limit);
  facts.coarse = isCoarse(candidate, limit, isFixed ? null : (facts.bounds?.low ?? null));
}
