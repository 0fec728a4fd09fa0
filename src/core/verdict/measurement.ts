import type { Track } from '../unit/environment.ts';

/** Why a source had nothing to say. Never success, never failure. */
export type Absence = 'empty' | 'error' | 'timeout' | 'nan';

/** Counts by latency bucket (page histogram.ts): pairs of bucket index and count, by rising index. */
export type SparseHistogram = readonly (readonly [bucket: number, count: number])[];

/** Latencies counted by bucket: our own buckets, or the edges that a source brings. They may be fewer than the requests: a sample. */
export type LatencyCounts =
  | { readonly kind: 'own'; readonly counts: SparseHistogram }
  | {
      readonly kind: 'foreign';
      /** Milliseconds, rising. */
      readonly edges: readonly number[];
      /** One more than edges: bucket i holds (edge i-1, edge i], the last one all above. */
      readonly counts: readonly number[];
    };

/** Scalar metrics by name, of each track; without any the record is empty. */
export type TrackValues = Readonly<Record<Track, Readonly<Record<string, number>>>>;

/** A declared ratio counted in one tick: how many of how many. */
export interface RatioCounts {
  readonly of: number;
  readonly events: number;
}

/** Declared ratios by name, of each track. */
export type TrackRatios = Readonly<Record<Track, Readonly<Record<string, RatioCounts>>>>;

/**
 * What one track did in one tick of a source: counts, or why there are none. Zero requests is a fact; absent is not.
 * A tick that carries only values has a track of zero requests, and the block made of it is not fresh.
 */
export type TrackMeasurement =
  | {
      readonly kind: 'counts';
      readonly requests: number;
      readonly errors: number;
      readonly latency: LatencyCounts | null;
      /** False when the source had nothing new of this track; then the counts are 0 and mean nothing. */
      readonly fresh?: boolean;
    }
  | { readonly kind: 'absent'; readonly why: Absence; readonly detail: string };

/** No scalar metrics. */
export const NO_VALUES: TrackValues = { stable: {}, candidate: {} };

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
  readonly values: TrackValues;
  readonly ratios?: TrackRatios;
  /** Requests that the router sent to each track in the same time, if it knows. */
  readonly routed: Readonly<Record<Track, number>> | null;
}
