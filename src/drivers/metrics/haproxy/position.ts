import { z } from 'zod';
import { lasting } from '../../shared/driver-failure.ts';
import type { Counters, TrackCounters } from './counters.ts';

/** Up to where HAProxy's counters were told: when, and what they said. */
export interface Position extends Counters {
  /** Milliseconds. */
  readonly at: number;
  /** Errors that are still to be told: they were counted before the requests that they belong to. */
  readonly owed: Readonly<Record<'stable' | 'candidate', number>>;
  /** The last line of its log that was read; null where none was, or durations are not asked for. */
  readonly lastLine: string | null;
}

const Number_ = z.int().nonnegative();
const Track = z.tuple([Number_, Number_, Number_, Number_]).nullable();
const Written = z.tuple([z.string(), Number_, Track, Track, z.string().nullable().optional()]);

/** A position as text, from which reading goes on also after this process was started again. */
export const positionText = ({ boot, at, tracks, owed, lastLine }: Position): string =>
  JSON.stringify([
    ...[boot, at, written(tracks.stable, owed.stable), written(tracks.candidate, owed.candidate)],
    ...(lastLine === null ? [] : [lastLine]),
  ]);

const written = (counted: TrackCounters | null, owed: number) =>
  counted === null ? null : [counted.requests, counted.errors, counted.routed, owed];

/** The position that a text is. */
export function positionIn(text: string): Position {
  const read = Written.safeParse(parsed(text));
  if (!read.success) throw lasting(`${JSON.stringify(text)} is no position among the counts of HAProxy`, read.error);
  const [boot, at, stable, candidate, lastLine = null] = read.data;
  const counters = (track: typeof stable): TrackCounters | null =>
    track === null ? null : { requests: track[0], errors: track[1], routed: track[2] };
  return {
    boot,
    at,
    tracks: { stable: counters(stable), candidate: counters(candidate) },
    owed: { stable: stable?.[3] ?? 0, candidate: candidate?.[3] ?? 0 },
    lastLine,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
