import type { Track } from '../unit/environment.ts';
import { isPossibleLatency } from './latency/possible-latency.ts';
import {
  type Absence,
  type LatencyCounts,
  type Measurement,
  NO_VALUES,
  type TrackMeasurement,
  type TrackRatios,
  type TrackValues,
} from './measurement.ts';

/** What one track did while a block was open. */
export type TrackBlock =
  | {
      readonly kind: 'counts';
      readonly requests: number;
      readonly errors: number;
      /** Whether the source delivered anything new of this track; without it the counts are 0 and mean nothing. */
      readonly fresh: boolean;
      /** Requests that the router sent to this track; null where it does not say. */
      readonly routed: number | null;
      /** Latencies of these requests or of a sample of them; null where the source has none. */
      readonly latency: LatencyCounts | null;
    }
  | { readonly kind: 'absent'; readonly why: Absence; readonly routed: number | null };

/** One closed block: what the judge is fed, in order, once each. */
export interface Block extends Readonly<Record<Track, TrackBlock>> {
  /** How many seconds it covers. */
  readonly seconds: number;
  /** It is evidence, but its time does not count towards the stage: it came after a gap, or before the weight was confirmed. */
  readonly untimed: boolean;
  /** The candidate's share of traffic, 0 to 1, as the router confirmed it; null while that is not known. */
  readonly weightShare: number | null;
  readonly values: TrackValues;
  readonly ratios?: TrackRatios | undefined;
}

/** What the caller knows about a measurement beside what it says. */
export interface BlockContext {
  readonly weightShare: number | null;
  readonly untimed?: boolean;
  /** False when the source's time did not advance since the measurement before. */
  readonly fresh?: boolean;
}

/** The block that holds one measurement. */
export const blockOf = (measurement: Measurement, context: BlockContext): Block => ({
  seconds: measurement.covers,
  untimed: context.untimed ?? false,
  weightShare: context.weightShare,
  values: measurement.values,
  ...(measurement.ratios === undefined ? {} : { ratios: measurement.ratios }),
  stable: trackOf(measurement.tracks.stable, measurement.routed?.stable ?? null, context.fresh ?? true),
  candidate: trackOf(measurement.tracks.candidate, measurement.routed?.candidate ?? null, context.fresh ?? true),
});

/** The block of a time in which the source delivered nothing: not an absence, but it makes the data stale in the end. */
export function silentBlock(seconds: number, weightShare: number | null): Block {
  const silent: TrackBlock = { kind: 'counts', requests: 0, errors: 0, fresh: false, routed: null, latency: null };
  return { seconds, untimed: false, weightShare, values: NO_VALUES, stable: silent, candidate: silent };
}

function trackOf(track: TrackMeasurement, routed: number | null, isNew: boolean): TrackBlock {
  if (track.kind === 'absent') return { kind: 'absent', why: track.why, routed };
  const { requests, errors, latency, fresh = true } = track;
  return { kind: 'counts', requests, errors, fresh: isNew && fresh, routed, latency };
}

/** Longer blocks than a day are a mistake of the caller. */
export const LONGEST_SECONDS = 86_400;

/** The block with everything impossible made absent or unknown: no ledger ever sees a count that is not one. */
export function possible(block: Block): Block {
  const seconds = block.seconds >= 0 && block.seconds <= LONGEST_SECONDS ? block.seconds : 0;
  const weightShare = block.weightShare !== null && isShare(block.weightShare) ? block.weightShare : null;
  const values = block.values ?? NO_VALUES;
  const ratios = block.ratios === undefined ? undefined : possibleRatios(block.ratios);
  const stable = possibleTrack(block.stable);
  const candidate = possibleTrack(block.candidate);
  const isRight = seconds === block.seconds && weightShare === block.weightShare && values === block.values;
  if (isRight && ratios === undefined && stable === block.stable && candidate === block.candidate) return block;
  return { seconds, untimed: block.untimed, weightShare, values, ratios, stable, candidate };
}

/** A router that sets smaller shares than one in a million does not exist. */
const isShare = (value: number): boolean => value === 0 || (value >= 1e-6 && value <= 1);

function possibleTrack(track: TrackBlock): TrackBlock {
  const routed = track.routed !== null && isCount(track.routed) ? track.routed : null;
  if (track.kind === 'absent') return { ...track, routed };
  // Records from before latencies were judged have none.
  const latency = track.latency ?? null;
  const right =
    isCount(track.requests) &&
    isCount(track.errors) &&
    track.errors <= track.requests &&
    (latency === null || isPossibleLatency(latency, isCount));
  if (right && routed === track.routed && latency === track.latency) return track;
  return right ? { ...track, routed, latency } : { kind: 'absent', why: 'nan', routed };
}

const possibleRatios = ({ stable, candidate }: TrackRatios): TrackRatios => ({
  stable: onlyPossible(stable),
  candidate: onlyPossible(candidate),
});

const onlyPossible = (ratios: TrackRatios[Track]): TrackRatios[Track] =>
  Object.fromEntries(
    Object.entries(ratios).filter(([, { of, events }]) => isCount(of) && isCount(events) && events <= of),
  );

/** More than this in one block is no traffic of this world, and sums of less stay whole numbers. */
const MOST = 1e9;

/** Whether a number can be a count of one block. */
export const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= MOST;
