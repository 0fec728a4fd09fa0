import { eventsIn } from './claim.ts';
import type { SequentialState } from './comparison.ts';
import { passLimit } from './judge-counts.ts';
import type { JudgeState } from './judge-state.ts';
import { countBeyond } from './latency/distribution.ts';
import { stableShown } from './latency/latencies.ts';
import { limitAt } from './latency/quantile-claim.ts';
import { type Logs, logMean, logRatios } from './ledger/likelihood.ts';
import { temperingOf } from './ledger/tempering.ts';
import { countedOf, observedRate } from './numbers.ts';
import { perMinute } from './pace.ts';
import type { CountRule, LatencyRule, SequentialRule } from './rule.ts';

/** How much more it takes until a gate passes, if the candidate goes on as it does. */
export interface Needs {
  readonly requests: number | null;
  readonly minutes: number | null;
}

/** Nothing that could be said of it. */
export const NO_NEEDS: Needs = { requests: null, minutes: null };

/** So many requests of the stable track count as if the candidate had made them: a first guess while it has few. */
const PRIOR = 50;
const MOST = 1e9;

/** How many requests and minutes are missing; null when the rate would not pass, or not in any sensible time. */
export function needsOf(comparison: SequentialState, rule: SequentialRule, state: JudgeState): Needs {
  if (comparison.pass === null) return NO_NEEDS;
  const growth =
    rule.judge === 'counts' ? countGrowth(comparison, rule, state) : latencyGrowth(comparison, rule, state);
  if (growth === null) return NO_NEEDS;
  const proven = requestsUntil(comparison.pass, growth, Math.log(rule.passAt));
  const requests = proven === null ? null : Math.max(proven, rule.leastSeen - comparison.seen);
  const pace = perMinute(state.pace);
  return requests === null ? NO_NEEDS : { requests, minutes: pace > 0 ? requests / pace : null };
}

/** What one more candidate request is expected to add to each logarithm of the pass ledger. */
function countGrowth(comparison: SequentialState, rule: CountRule, state: JudgeState): Logs | null {
  const { claim } = rule;
  const counted = countedOf(comparison, state);
  const { stable, limit } = observedRate(rule, counted);
  const { candidate } = counted;
  const events = eventsIn(claim.event, candidate);
  const rate = (events + PRIOR * (stable ?? 0)) / (candidate.requests + PRIOR);
  if (limit === null || rate >= limit) return null;
  const tempering = temperingOf(state.burst);
  if (claim.kind !== 'ratio') {
    const proven = passLimit(comparison.baseline, rule);
    return proven === null || rate >= proven ? null : logRatios('down', 1, rate, proven).map((log) => tempering * log);
  }
  if (candidate.requests === 0 || stable === null || stable === 0) return null;
  const beside = counted.stable.requests / candidate.requests;
  const share = claim.ratio / (claim.ratio + beside);
  return logRatios('down', rate + beside * stable, rate, share).map((log) => tempering * log);
}

/** The same of a latency: how many of its requests may lie above the limit, of those that are measured. */
function latencyGrowth({ latency }: SequentialState, rule: LatencyRule, { latencies }: JudgeState): Logs | null {
  const limit = limitAt(rule.claim, latency?.bounds?.low ?? null);
  if (latency === null || limit === null) return null;
  const stable = stableShown(latencies);
  const beside = stable === null || stable.total === 0 ? 0 : countBeyond(stable, limit) / stable.total;
  const rate = (latency.reached + PRIOR * beside) / (latency.latencies + PRIOR);
  if (rate >= rule.claim.tail) return null;
  const tempering = temperingOf(latency.burst);
  return logRatios('down', 1, rate, rule.claim.tail).map((log) => tempering * log);
}

/** Doubles until it is enough, then halves the gap. */
function requestsUntil(logs: Logs, growth: Logs, target: number): number | null {
  const enough = (requests: number): boolean =>
    logMean(logs.map((log, index) => log + requests * (growth[index] ?? 0))) >= target;
  if (enough(0)) return 0;
  let high = 1;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST) return null;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
