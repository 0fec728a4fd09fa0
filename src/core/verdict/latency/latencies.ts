import type { Block, TrackBlock } from '../block.ts';
import type { LatencyCounts } from '../measurement.ts';
import { type Collected, collect, copyCollected, countedOf, lay, nothingCollected, settle } from './collected.ts';
import { addLatencies, type Distribution, joined, type Known } from './distribution.ts';
import { latenciesIn } from './latency-counts.ts';

/** The latencies of both tracks as far as the judge remembers them, changed in place; shared by all latency comparisons. */
export interface Latencies {
  /** The stable track's before the deployment, which nobody changes; null: none were given, or they were dropped. */
  before: Distribution | null;
  /** How many there were when the stable track turned out to have drifted away from them; 0: it has not. */
  dropped: number;
  /** The stable track's since the deployment began. */
  readonly now: Collected;
  /** The candidate's since the stage began, for display. */
  readonly candidate: Collected;
  /** How many of stable the bounds in force were found with. */
  boundsAt: number;
}

/** What the latency comparisons are judged on when a block closes. */
export interface LatencyView {
  readonly candidate: LatencyCounts | null;
  readonly candidates: number;
  readonly stable: LatencyCounts | null;
  readonly stables: number;
  /** All that is known of the stable track before this block, when bounds are due; null while the old ones serve. */
  readonly known: Known | null;
}

export const NO_LATENCIES_SEEN: LatencyView = { candidate: null, candidates: 0, stable: null, stables: 0, known: null };

/** The latencies before the first block of a deployment. */
export const openLatencies = (before: LatencyCounts | null): Latencies => ({
  before: latenciesIn(before) === 0 ? null : addLatencies(null, before),
  dropped: 0,
  now: nothingCollected(),
  candidate: nothingCollected(),
  boundsAt: 0,
});

/** The latencies at the next stage: the candidate is looked at anew, what stable did stays known. */
export const nextLatencies = (latencies: Latencies): Latencies => ({
  ...latencies,
  candidate: nothingCollected(),
  boundsAt: 0,
});

/** The same latencies for another to change. */
export const copyLatencies = (latencies: Latencies): Latencies => ({
  ...latencies,
  now: copyCollected(latencies.now),
  candidate: copyCollected(latencies.candidate),
});

/** Older bounds stay true, so they are found anew only when the stable track's latencies grew by a fiftieth. */
const GROWTH = 1.02;

/** What a block shows of latencies, and what is known of stable when that has grown enough. */
export function viewOf(latencies: Latencies, block: Block): LatencyView {
  const candidate = latencyOf(block.candidate);
  const stable = latencyOf(block.stable);
  const total = (latencies.before?.total ?? 0) + latencies.now.total;

  const isDue = total > 0 && total >= GROWTH * latencies.boundsAt;
  if (isDue) settle(latencies.now);
  return {
    candidate,
    candidates: lay(latencies.candidate, candidate),
    stable,
    stables: lay(latencies.now, stable),
    known: isDue ? joined(latencies.before, latencies.now.counted) : null,
  };
}

const latencyOf = (track: TrackBlock): LatencyCounts | null => (track.kind === 'counts' ? track.latency : null);

/** Adds the latencies of a block. */
export function addBlock(latencies: Latencies, view: LatencyView): void {
  collect(latencies.now, view.stable, view.stables);
  collect(latencies.candidate, view.candidate, view.candidates);
  if (view.known !== null) latencies.boundsAt = view.known.total;
}

/** The stable track's distribution to be shown: since the deployment began, or from before while nothing else is there. */
export const stableShown = (latencies: Latencies | null): Distribution | null =>
  latencies === null ? null : (countedOf(latencies.now) ?? latencies.before);

/** The candidate's distribution since the stage began. */
export const candidateShown = (latencies: Latencies | null): Distribution | null =>
  latencies === null ? null : countedOf(latencies.candidate);

/** Forgets what stable did before the deployment: it does so no more. */
export function dropHistory(latencies: Latencies): void {
  latencies.dropped = latencies.before?.total ?? 0;
  latencies.before = null;
  latencies.boundsAt = 0;
}
