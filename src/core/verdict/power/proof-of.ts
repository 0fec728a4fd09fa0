import type { Comparison } from '../../gate/gate.ts';
import { type Claim, claimOf, eventsIn } from '../claim.ts';
import { tailOf } from '../judged-metrics.ts';
import { countBeyond, type Distribution, highestEdge } from '../latency/distribution.ts';
import { limitAt, quantileClaimOf } from '../latency/quantile-claim.ts';
import { leastSeen } from '../least-seen.ts';
import { lowerBound } from '../ledger/bounds.ts';
import { fewestEvents, levelOf } from '../ledger/critical.ts';
import { SECONDS_GIVEN } from './judge-knows.ts';
import type { Proof } from './proof.ts';
import type { StableRecord } from './stable-record.ts';

/** Where a comparison will be judged. */
export interface Setting {
  readonly stable: StableRecord;
  /** The candidate's share of traffic, 0 to 1. */
  readonly share: number;
  /** How often a gate may pass what is bad. */
  readonly falsePass: number;
  /** Requests that the stable track is expected to show while this is judged. */
  readonly besides: number;
  readonly tempering: number;
}

/** A limit nearer to nothing or to all than this proves nothing in any time. */
const LEAST = 1e-6;
/** Where a bound of the stable track must be right as well, it takes a fifth of what may go wrong. */
const BOUND = 0.2;

/** What passing a comparison comes down to for a candidate like stable; null where nothing is counted that could prove it. */
export function proofOf(comparison: Comparison, setting: Setting): Proof | null {
  const { metric } = comparison;
  if (metric === 'error_rate' || metric === 'success_rate') return rateProof(claimOf(comparison, 'gate'), setting);
  const tail = tailOf(metric);
  return tail === null || !comparison.operator.startsWith('<') ? null : latencyProof(comparison, tail, setting);
}

function rateProof(claim: Claim, { stable, share, falsePass, besides, tempering }: Setting): Proof | null {
  if (claim.kind === 'ratio') {
    const errors = stable.errors / stable.requests;
    if (errors === 0 || share >= 1) return null;
    const weighted = share * claim.ratio;
    const limit = weighted / (weighted + 1 - share);
    return { limit, share, perRequest: errors / share, passAt: 1 / falsePass, leastSeen: 0 };
  }
  const events = eventsIn(claim.event, stable) / stable.requests;
  if (claim.kind === 'absolute') {
    const { limit } = claim;
    return { limit, share: events, perRequest: 1, passAt: 1 / falsePass, leastSeen: leastSeen(limit) };
  }
  const counts = { requests: Math.max(1, Math.round(besides)), events: Math.round(events * besides) };
  const limit = claim.factor * lowerBound(counts, 1 / (falsePass * BOUND), tempering) + claim.plus;
  if (limit < LEAST || limit >= 1) return null;
  return { limit, share: events, perRequest: 1, passAt: 1 / (falsePass * (1 - BOUND)), leastSeen: 0 };
}

function latencyProof(comparison: Comparison, tail: number, setting: Setting): Proof | null {
  const { stable, falsePass } = setting;
  const { latency } = stable;
  if (latency === null || latency.total === 0) return null;
  const claim = quantileClaimOf(comparison, tail);
  const quantile = claim.limit.kind === 'fixed' ? null : provenQuantile(latency, tail, setting);
  const limit = limitAt(claim, quantile);
  if (limit === null) return null;
  const share = countBeyond(latency, limit) / latency.total;
  const passAt = 1 / (claim.limit.kind === 'fixed' ? falsePass : falsePass * (1 - BOUND));
  return { limit: tail, share, perRequest: 1, passAt, leastSeen: leastSeen(tail) };
}

/** The highest edge that the stable quantile will be proven to reach, if durations go on being spread as they are; null for none. */
function provenQuantile(latency: Distribution, tail: number, setting: Setting): number | null {
  const { stable, falsePass, besides, tempering } = setting;
  const before = (stable.requests / stable.seconds) * Math.min(SECONDS_GIVEN, stable.seconds);
  const expected = Math.max(1, Math.floor(before + besides));
  const beyond = fewestEvents(expected, levelOf('up', tail, 1 / (falsePass * BOUND), tempering));
  return highestEdge(latency, Math.ceil((beyond / expected) * latency.total));
}
