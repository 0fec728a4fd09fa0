import type { Track } from '../../core/unit/environment.ts';
import type { Served } from './metric-source.ts';

/** What a unit counts of itself: totals per track since it began, in buckets too. */
export interface CountingUnit {
  readonly totals: Readonly<Record<Track, TrackTotals>>;
  serve(served: Served): void;
  /** Both tracks begin anew. */
  restart(): void;
}

export interface TrackTotals {
  requests: number;
  errors: number;
  /** Requests below 50 ms; the others take 100 ms. */
  fast: number;
}

/** Served before anybody looked: a start is then seen by totals that fall. */
const BEFORE = 1_000;

/** A unit that has served for a while: every second request is a fast one. */
export function countingUnit(): CountingUnit {
  const totals = {
    stable: { requests: BEFORE, errors: 0, fast: BEFORE / 2 },
    candidate: { requests: BEFORE, errors: 0, fast: BEFORE / 2 },
  };
  return {
    totals,
    serve: (served) => {
      for (const track of ['stable', 'candidate'] as const) {
        const { requests, errors } = served[track] ?? { requests: 0, errors: 0 };
        totals[track].requests += requests;
        totals[track].errors += errors;
        totals[track].fast += Math.floor(requests / 2);
      }
    },
    restart: () => {
      for (const track of ['stable', 'candidate'] as const) totals[track] = { requests: 0, errors: 0, fast: 0 };
    },
  };
}
