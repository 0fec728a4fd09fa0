import type { Track } from '../../unit/environment.ts';
import type { Absence } from '../measurement.ts';

/** Latencies as a record brings them: each by itself, or counted between edges. Milliseconds. */
export type RecordLatency =
  | { readonly kind: 'raw'; readonly milliseconds: readonly number[] }
  /** As many counts as edges and one more: bucket i holds (edge i-1, edge i], the last one all above. */
  | { readonly kind: 'histogram'; readonly edges: readonly number[]; readonly counts: readonly number[] };

/** What a source said of one track: a line of a replay, or an answer of a source that speaks the same form. */
export interface TrackRecord {
  readonly kind: 'track';
  /** Seconds since the stage began, by our clock: when it arrived. */
  readonly t: number;
  readonly track: Track;
  /** Names source and series. */
  readonly source: string;
  /** The source's own time in seconds: orders and dedupes, never times. */
  readonly sourceTime: number | null;
  /** Requests, errors, histogram and router requests are totals since some beginning. */
  readonly counter: boolean;
  readonly counts: { readonly requests: number; readonly errors: number } | null;
  readonly latency: RecordLatency | null;
  /** Requests that the router sent to the track. */
  readonly routed: number | null;
  /** Scalar metrics by name; null where the record carries none. */
  readonly values: Readonly<Record<string, number>> | null;
  /** Why there is nothing; then counts and latency are null. */
  readonly absence: { readonly why: Absence; readonly detail: string } | null;
}

/** One record of a replay: of a track, a jump of the wall clock, or a restart of the judge. */
export type IntakeRecord =
  | TrackRecord
  | { readonly kind: 'clock-jump'; readonly t: number; readonly seconds: number }
  | { readonly kind: 'restart'; readonly t: number };

/** Why something is no record: a value with the field's place, so that a caller can show line and column. */
export interface RecordProblem {
  /** The way to the field: `['histogram', 'counts', 2]`; empty for the record as a whole. */
  readonly path: readonly (string | number)[];
  readonly code: 'record-type' | 'record-missing' | 'record-lengths' | 'record-clash';
  readonly message: string;
  readonly remedy: string;
}

/** A record with the keys that nobody knows, or what is wrong with it. */
export type ReadRecord =
  | { readonly record: IntakeRecord; readonly unknown: readonly string[] }
  | { readonly problem: RecordProblem };
