import { type Burst, CALM } from '../ledger/tempering.ts';
import { copyMinute, emptyMinute, type Minute } from '../minute.ts';

/** What a latency comparison knows beside its ledgers. */
export interface LatencyFacts {
  /** Proven bounds of the stable track's quantiles, in milliseconds; null: the limit needs none, or none could be proven yet. */
  bounds: StableBounds | null;
  /** How unevenly the stable track's slow requests come, block by block. */
  readonly burst: Burst;
  /** Candidate latencies since the stage began, and those that may lie above the limit. */
  latencies: number;
  reached: number;
  /** Candidate requests in a row, block after block, that came without a latency. */
  silent: number;
  /** The stable track's last minute against an absolute limit, for the shield: seconds, latencies, and those above it. */
  readonly recent: Minute;
  /** Whether the buckets are too coarse for the limit. */
  coarse: boolean;
}

/** Bounds found when the stable track had so many latencies. Older ones stay true. `null`: not provable with so few. */
export interface StableBounds {
  readonly latencies: number;
  /** The quantile of the gate surely does not lie above this. */
  readonly high: number | null;
  /** The quantile of the gate surely reaches this. */
  readonly low: number | null;
  /** The quantiles of the shift ledger surely do not lie above these. */
  readonly shift: readonly (number | null)[];
}

/** Nothing seen yet. */
export const noLatency = (): LatencyFacts => ({
  bounds: null,
  burst: { ...CALM },
  latencies: 0,
  reached: 0,
  silent: 0,
  recent: emptyMinute(3),
  coarse: false,
});

/** The same facts for another to change. Bounds are found anew, never changed. */
export const copyFacts = (facts: LatencyFacts): LatencyFacts => ({
  ...facts,
  burst: { ...facts.burst },
  recent: copyMinute(facts.recent),
});
