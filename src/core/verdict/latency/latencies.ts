import type { Block, TrackBlock } from '../block.ts';
import type { LatencyCounts } from '../measurement.ts';
import { type Collected, collect, collected, countedOf, NOTHING_COLLECTED, settled } from './collected.ts';
import { type Distribution, joined, type Known } from './distribution.ts';
import { latenciesIn } from './latency-counts.ts';

/** The latencies of both tracks as far as the judge remembers them; shared by all latency comparisons. */
export interface Latencies {
  /** The stable track's before the deployment; null: none were given, or they were dropped. */
  readonly before: Distribution | null;
  /** How many there were when the stable track turned out to have drifted away from them; 0: it has not. */
  readonly dropped: number;
  /** The stable track's since the deployment began. */
  readonly now: Collected;
  /** The candidate's since the stage began, for display. */
  readonly candidate: Collected;
  /** How many of stable the bounds in force were found with. */
  readonly boundsAt: number;
}

/** What the latency comparisons are judged on when a block closes. */
export interface LatencyView {
  readonly candidate: LatencyCounts | null;
  readonly candidates: number;
  readonly stable: LatencyCounts | null;
  readonly stables: number;
  /** All that is known of the stable track before this block, when bounds are due; null while the old ones serve. */
  readonly known: Known | null;
  /** The stable track's since the deployment began, before this block: counted, when bounds are due. */
  readonly now: Collected;
}

export const NO_LATENCIES_SEEN: LatencyView = {
  ...{ candidate: null, candidates: 0, stable: null, stables: 0, known: null },
  now: NOTHING_COLLECTED,
};

/** The latencies before the first block of a deployment. */
export const openLatencies = (before: LatencyCounts | null): Latencies => ({
  before: countedOf(collected(before)),
  dropped: 0,
  now: NOTHING_COLLECTED,
  candidate: NOTHING_COLLECTED,
  boundsAt: 0,
});

/** The latencies at the next stage: the candidate is looked at anew, what stable did stays known. */
export const nextLatencies = (latencies: Latencies): Latencies => ({
  ...latencies,
  candidate: NOTHING_COLLECTED,
  boundsAt: 0,
});

/** Older bounds stay true, so they are found anew only when the stable track's latencies grew by a fiftieth. */
const GROWTH = 1.02;

/** What a block shows of latencies, and what is known of stable when that has grown enough. */
export function viewOf(latencies: Latencies, block: Block): LatencyView {
  const candidate = latencyOf(block.candidate);
  const stable = latencyOf(block.stable);
  const total = (latencies.before?.total ?? 0) + latencies.now.total;
  const isDue = total > 0 && total >= GROWTH * latencies.boundsAt;
  const now = isDue ? settled(latencies.now) : latencies.now;
  return {
    candidate,
    candidates: latenciesIn(candidate),
    stable,
    stables: latenciesIn(stable),
    known: isDue ? joined(latencies.before, now.counted) : null,
    now,
  };
}

const latencyOf = (track: TrackBlock): LatencyCounts | null => (track.kind === 'counts' ? track.latency : null);

/** The latencies after a block. */
export const withBlock = (latencies: Latencies, view: LatencyView): Latencies => ({
  before: latencies.before,
  dropped: latencies.dropped,
  now: collect(view.now, view.stable, view.stables),
  candidate: collect(latencies.candidate, view.candidate, view.candidates),
  boundsAt: view.known === null ? latencies.boundsAt : view.known.total,
});

/** The stable track's distribution to be shown: since the deployment began, or from before while nothing else is there. */
export const stableShown = (latencies: Latencies | null): Distribution | null =>
  latencies === null ? null : (countedOf(latencies.now) ?? latencies.before);

/** The candidate's distribution since the stage began. */
export const candidateShown = (latencies: Latencies | null): Distribution | null =>
  latencies === null ? null : countedOf(latencies.candidate);

/** The latencies without what stable did before the deployment: it does so no more. */
export const withoutHistory = (latencies: Latencies): Latencies => ({
  ...latencies,
  before: null,
  dropped: latencies.before?.total ?? 0,
  boundsAt: 0,
});
