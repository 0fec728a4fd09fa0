import { z } from 'zod';
import type { Track } from '../../core/unit/environment.ts';
import { NO_TOTALS, type Totals } from '../../core/verdict/intake/counter.ts';
import { DriverError } from '../../ports/driver-error.ts';

/** How far a track of a source was taken. */
export interface TrackPosition {
  /** The newest time of the source; null while it tells none. */
  readonly sourceTime: number | null;
  /** What totals are held against. */
  readonly totals: Totals;
  /** Errors that ran ahead of their requests. */
  readonly owed: number;
}

/** How far both tracks were taken. */
export type RecordPosition = Readonly<Record<Track, TrackPosition>>;

const NOTHING: TrackPosition = { sourceTime: null, totals: NO_TOTALS, owed: 0 };

/** Before the first record. */
export const START: RecordPosition = { stable: NOTHING, candidate: NOTHING };

const count = z.int().nonnegative();
const Histogram = z.object({
  kind: z.literal('histogram'),
  edges: z.array(z.number()),
  counts: z.array(count),
});
const Position = z.object({
  sourceTime: z.number().nullable(),
  totals: z.object({
    requests: count.nullable(),
    errors: count.nullable(),
    histogram: Histogram.nullable(),
    routed: count.nullable(),
  }),
  owed: count,
});
const Written = z.object({ stable: Position, candidate: Position });

/** A position as the text that the engine keeps. */
export const positionText = (position: RecordPosition): string => JSON.stringify(position);

/** Reads a position back; null is the start. */
export function positionIn(text: string | null): RecordPosition {
  if (text === null) return START;
  const read = Written.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new DriverError('the position is none of this source', { retryable: false });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
