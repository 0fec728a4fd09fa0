import type { SparseHistogram, TrackMeasurement } from '../../../core/verdict/measurement.ts';
import type { TrackCounters } from './counters.ts';

/** What a track did since it was last looked at. */
export interface Increment {
  readonly measured: TrackMeasurement;
  /** Requests that the track was given. */
  readonly routed: number;
  readonly owed: number;
}

const absent = (detail: string): Increment => ({
  measured: { kind: 'absent', why: 'empty', detail },
  routed: 0,
  owed: 0,
});

/**
 * What was counted between two looks. `before` is null after a start of HAProxy: then all that it counted is new. Counters that fell
 * were cleared by somebody: what was counted before that is lost, never negative.
 */
export function increment(
  before: TrackCounters | null,
  now: TrackCounters | null,
  owed: number,
  name: string,
  latency: SparseHistogram | null = null,
): Increment {
  if (now === null) return absent(`HAProxy has no backend ${name}`);
  const wasCleared =
    before === null || now.requests < before.requests || now.errors < before.errors || now.routed < before.routed;
  const from = wasCleared ? { requests: 0, errors: 0, routed: 0 } : before;
  const requests = now.requests - from.requests;
  const errors = now.errors - from.errors + (wasCleared ? 0 : owed);
  const told = Math.min(requests, errors);
  return {
    measured: {
      ...{ kind: 'counts', requests, errors: told },
      latency: latency === null ? null : { kind: 'own', counts: latency },
    },
    routed: now.routed - from.routed,
    owed: errors - told,
  };
}
