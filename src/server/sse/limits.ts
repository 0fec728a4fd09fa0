/** What streams of events may take. */
export interface StreamLimits {
  /** Streams of one principal at a time. */
  readonly perPrincipal: number;
  /** Streams of all together. */
  readonly inAll: number;
  /** Milliseconds between two heartbeats. */
  readonly heartbeat: number;
  /** Milliseconds after which a client should come again. */
  readonly retry: number;
  /** Bytes that may wait for one reader. */
  readonly mostWaiting: number;
  /** Milliseconds in which a reader must have taken what was written. */
  readonly slowFor: number;
  /** Entries of the journal that are looked through for one who comes again. */
  readonly mostReplayed: number;
}

/** Enough for a team with a browser each; `plimsoll serve --streams` and `--streams-each` set the first two. */
export const STREAM_LIMITS: StreamLimits = {
  perPrincipal: 8,
  inAll: 256,
  heartbeat: 15_000,
  retry: 2_000,
  mostWaiting: 256 * 1_024,
  slowFor: 10_000,
  mostReplayed: 20_000,
};
