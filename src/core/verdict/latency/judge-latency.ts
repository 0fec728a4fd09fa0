import type { SequentialState } from '../comparison.ts';
import { HOLD_AT, RELEASE_BELOW } from '../latch.ts';
import { betOnBlock } from '../ledger/block-betting.ts';
import { type Capital, layDue, worth } from '../ledger/capital.ts';
import { weighed } from '../ledger/likelihood.ts';
import { addBurst, temperingOf } from '../ledger/tempering.ts';
import { addRow, type Minute } from '../minute.ts';
import { latelyIn, stableOver } from '../recent.ts';
import type { LatencyRule } from '../rule.ts';
import type { View } from '../view.ts';
import { boundsFrom } from './bounds-from.ts';
import { countAbove, countReaching } from './latency-counts.ts';
import { type LatencyFacts, NO_LATENCY } from './latency-facts.ts';
import { limitAt } from './quantile-claim.ts';
import { isCoarse } from './resolution.ts';
import { betOnShift } from './shift.ts';

/**
 * L5 and L6: one latency comparison after one closed block. The candidate is held against bounds of the stable track that
 * were proven before the block: failing counts only what lies surely above, passing all that may lie above.
 */
export function judgeLatency(before: SequentialState, rule: LatencyRule, view: View): SequentialState {
  const { latency } = view;
  const known = before.latency ?? NO_LATENCY;
  const tempering = temperingOf(known.burst);
  const facts = latency.known === null ? known : { ...known, bounds: boundsFrom(latency.known, rule, tempering) };
  const failLimit = limitAt(rule.claim, facts.bounds?.high ?? null);
  const passLimit = limitAt(rule.claim, facts.bounds?.low ?? null);
  const slow = slowOfStable(rule, view);
  const { stables } = view.latency;
  const recent = rule.shield ? addRow(facts.recent, [view.block.seconds, stables, slow]) : facts.recent;
  const stable = before.stable === null ? null : bet(before.stable, rule, view, stables, slow, rule.claim.tail);
  const environment = isIncident(before, stable, recent, rule);
  const withheld = environment || (rule.shield && stableOver(latelyIn(recent).tenSeconds, 'errors', rule.claim.tail));
  return {
    kind: 'sequential',
    name: before.name,
    absolute: withheld ? before.absolute : judgeFail(before, rule, view, failLimit),
    relative: before.relative,
    shift: judgeShift(before, facts, rule, view),
    // What pass may see is fixed by the end of the block before: choosing by this block would let it pass on what it likes.
    pass: before.environment ? before.pass : judgePass(before, rule, view, passLimit, tempering),
    stable,
    environment,
    holds: before.holds,
    failed: before.failed,
    baseline: before.baseline,
    latency: factsAfter(facts, recent, rule, view, passLimit),
    counted: before.counted,
  };
}

/** How many of the stable track's latencies lie above the same absolute limit, for the shield: it is judged first. */
function slowOfStable({ claim, shield }: LatencyRule, { latency }: View): number {
  if (!shield || claim.limit.kind !== 'fixed' || latency.stable === null) return 0;
  return countAbove(latency.stable, claim.limit.milliseconds);
}

function isIncident(before: SequentialState, stable: Capital | null, recent: Minute, { claim }: LatencyRule): boolean {
  if (stable === null) return before.environment;
  return (
    stableOver(latelyIn(recent).minute, 'errors', claim.tail) ||
    worth(stable) >= (before.environment ? RELEASE_BELOW : HOLD_AT)
  );
}

function judgeFail({ absolute }: SequentialState, rule: LatencyRule, view: View, limit: number | null): Capital | null {
  const { candidate, candidates } = view.latency;
  if (absolute === null || candidate === null || limit === null) return absolute;
  return bet(absolute, rule, view, candidates, countAbove(candidate, limit), rule.claim.tail);
}

function judgeShift(
  state: SequentialState,
  facts: LatencyFacts,
  rule: LatencyRule,
  view: View,
): SequentialState['shift'] {
  const { candidate, candidates } = view.latency;
  const { bounds } = facts;
  if (state.shift === null || bounds === null || candidate === null || candidates === 0) return state.shift;
  return betOnShift(state.shift, bounds.shift, candidate, candidates, rule.due, view.elapsed);
}

/** Parts are laid when a bet is made: a block without evidence touches nothing, and what was due is not late by that. */
function bet(capital: Capital, rule: LatencyRule, view: View, requests: number, events: number, tail: number): Capital {
  return requests === 0 ? capital : betOnBlock(layDue(capital, rule.due, view.elapsed), requests, events, tail);
}

function judgePass(
  state: SequentialState,
  rule: LatencyRule,
  view: View,
  limit: number | null,
  tempering: number,
): SequentialState['pass'] {
  const { candidate, candidates } = view.latency;
  if (state.pass === null || rule.passGains === null || candidate === null || limit === null) return state.pass;
  const block = { requests: candidates, events: countReaching(candidate, limit) };
  return weighed(state.pass, rule.passGains, block, tempering);
}

function factsAfter(
  facts: LatencyFacts,
  recent: Minute,
  rule: LatencyRule,
  view: View,
  limit: number | null,
): LatencyFacts {
  const { candidate, candidates, stable, stables } = view.latency;
  const { claim } = rule;
  const asked = view.block.candidate.kind === 'counts' ? view.block.candidate.requests : 0;
  const slowFrom = claim.limit.kind === 'fixed' ? claim.limit.milliseconds : (facts.bounds?.high ?? null);
  const isMeasured = candidate !== null && candidates > 0;
  return {
    bounds: facts.bounds,
    recent,
    burst:
      stable === null || slowFrom === null || stables === 0
        ? facts.burst
        : addBurst(facts.burst, view.block.seconds, countReaching(stable, slowFrom)),
    latencies: facts.latencies + candidates,
    reached: facts.reached + (isMeasured && limit !== null ? countReaching(candidate, limit) : 0),
    silent: isMeasured ? 0 : facts.silent + asked,
    coarse:
      isMeasured && limit !== null
        ? isCoarse(candidate, limit, claim.limit.kind === 'fixed' ? null : (facts.bounds?.low ?? null))
        : facts.coarse,
  };
}
