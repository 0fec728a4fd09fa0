import type { Track } from '../unit/environment.ts';

/** Why a source had nothing to say. Never success, never failure. */
export type Absence = 'empty' | 'error' | 'timeout' | 'nan';

/** Counts by latency bucket (page histogram.ts): pairs of bucket index and count, by rising index. */
export type SparseHistogram = readonly (readonly [bucket: number, count: number])[];

/** What one track did in one tick of a source: counts, or why there are none. Zero requests is a fact; absent is not. */
export type TrackMeasurement =
  | {
      readonly kind: 'counts';
      readonly requests: number;
      readonly errors: number;
      readonly latency: SparseHistogram;
    }
  | { readonly kind: 'absent'; readonly why: Absence; readonly detail: string };

/** One tick of a metric source for both tracks. */
export interface Measurement {
  /** Names the source; duplicates are known by (source, sourceTime). */
  readonly source: string;
  /** The source's own position, e.g. `<boot id>/<second>`: reading after it goes on from there. */
  readonly cursor: string;
  /** Seconds on the source's own clock; orders and dedupes, never times. */
  readonly sourceTime: number;
  /** How many seconds this measurement covers (1 for the embedded router). */
  readonly covers: number;
  readonly tracks: Readonly<Record<Track, TrackMeasurement>>;
  /** Requests that the router sent to each track in the same time, if it knows. */
  readonly routed: Readonly<Record<Track, number>> | null;
}
