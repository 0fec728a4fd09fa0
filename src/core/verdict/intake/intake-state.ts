import type { Track } from '../../unit/environment.ts';
import type { Totals } from './counter.ts';
import type { Seen } from './seen.ts';
import type { Tallies } from './tally.ts';

/** What is known of one source's track: what was taken, and the totals that counters are held against. */
export interface Known {
  readonly track: Track;
  readonly source: string;
  readonly counts: Seen;
  readonly absences: Seen;
  readonly routed: Seen;
  readonly values: { readonly name: string; readonly seen: Seen }[];
  /** The newest `source_time` of a measurement; null while none came with one. */
  newest: number | null;
  /** The keys of the newest totals, of requests and of the router: older ones are ignored. */
  newestTotals: number | null;
  newestRouted: number | null;
  totals: Totals;
  /** Seconds that the source's clock jumped by since the first record: taken off its times. */
  offset: number;
  /** A jump of the wall clock that the source's clock may or may not have made. */
  pendingJump: number;
}

/** What a source said of one time. Of several in the open block, by rising source time, all but the last came late. */
export interface Row {
  from: number | null;
  readonly tallies: Tallies;
}

/** The rows of one source in the open block. */
export interface Delivered {
  readonly source: string;
  readonly rows: Row[];
}

/** What the intake has to say to people, each thing once. */
export type Warning =
  | { readonly kind: 'skew'; readonly source: string; readonly seconds: number }
  | { readonly kind: 'layout'; readonly track: Track };

/**
 * All that the intake remembers, as plain JSON: what was written can be read back at any record, and gives the same bits.
 * It belongs to whoever took it in, and is changed in place.
 */
export interface IntakeState {
  /** The clock: the largest `t` so far, in seconds since the stage began. */
  now: number;
  /** Block j covers (j-1, j]; all up to this one are closed. */
  closed: number;
  /** Seconds of the open block in which nobody was there to measure. */
  away: number;
  /** The wall clock jumped in the open block. */
  jumped: boolean;
  readonly known: Known[];
  open: Delivered[];
  /** Errors that no request was there for yet, by track. */
  readonly excess: Record<Track, number>;
  /** Records that were older than all that is kept. */
  dropped: number;
  readonly warnings: Warning[];
}

/** The intake when a stage begins. */
export const startIntake = (): IntakeState => ({
  now: 0,
  closed: 0,
  away: 0,
  jumped: false,
  known: [],
  open: [],
  excess: { stable: 0, candidate: 0 },
  dropped: 0,
  warnings: [],
});
