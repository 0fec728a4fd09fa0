import type { Track } from '../unit/environment.ts';
import { isCount, LONGEST_SECONDS } from './block.ts';
import { isPossibleLatency } from './latency/possible-latency.ts';
import type { Absence, Measurement, TrackMeasurement } from './measurement.ts';

/** A longer detail explains nothing more, and stands in the record for ever. */
const LONGEST_DETAIL = 500;
const ABSENCES: readonly Absence[] = ['empty', 'error', 'timeout', 'nan'];

/**
 * The measurement with everything that no source can have measured made absent or left out: what comes from outside is made
 * harmless here, before it is written down. One source that tells nonsense must not keep the others from being recorded.
 */
export function possibleMeasurement(told: Measurement): Measurement {
  const { covers, sourceTime, routed, tracks, values, ratios } = told;
  const each = <Value>(of: (track: Track) => Value): Record<Track, Value> => ({
    stable: of('stable'),
    candidate: of('candidate'),
  });
  return {
    source: asText(told.source),
    cursor: asText(told.cursor),
    sourceTime: Number.isFinite(sourceTime) ? sourceTime : 0,
    covers: covers >= 0 && covers <= LONGEST_SECONDS ? covers : 0,
    tracks: each((track) => possibleTrack(tracks[track])),
    values: each((track) => only(values?.[track], Number.isFinite)),
    ...(ratios === undefined
      ? {}
      : {
          ratios: each((track) =>
            only(ratios[track], ({ of, events }) => isCount(of) && isCount(events) && events <= of),
          ),
        }),
    routed: routed !== null && isCount(routed?.stable) && isCount(routed.candidate) ? routed : null,
  };
}

function possibleTrack(track: TrackMeasurement): TrackMeasurement {
  if (track?.kind === 'absent') {
    return { kind: 'absent', why: ABSENCES.includes(track.why) ? track.why : 'error', detail: asText(track.detail) };
  }
  const isRight =
    track?.kind === 'counts' &&
    isCount(track.requests) &&
    isCount(track.errors) &&
    track.errors <= track.requests &&
    (track.latency === null || isPossibleLatency(track.latency, isCount));
  return isRight ? track : { kind: 'absent', why: 'nan', detail: 'what it told cannot be counts' };
}

/** The named values that are possible, under names that can be written down. */
const only = <Value>(
  all: Readonly<Record<string, Value>> | undefined,
  is: (value: Value) => boolean,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(all ?? {}).filter(([name, value]) => name.isWellFormed() && is(value)));

/** A text from outside as it may stand in the record. */
export const asText = (text: string): string => String(text).toWellFormed().slice(0, LONGEST_DETAIL).toWellFormed();
