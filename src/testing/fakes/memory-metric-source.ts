import type { Track } from '../../core/unit/environment.ts';
import { type Measurement, NO_VALUES, type TrackMeasurement } from '../../core/verdict/measurement.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { MetricSource } from '../../ports/metric-source.ts';

/** What each track did in one tick. */
export type TickTracks = Readonly<Partial<Record<Track, TrackMeasurement>>>;

/** A metric source that says what a test tells it to say. */
export interface MemoryMetricSource extends MetricSource {
  /** One more second is over; a track that is not named had no requests. */
  tick(tracks?: TickTracks, routed?: Readonly<Record<Track, number>>): void;
  /** The source forgets what it had and goes on under a new boot id. */
  restart(): void;
  /** From now on nobody answers, or somebody does again. */
  setReachable(isReachable: boolean): void;
  /** From now on it is asked and says nothing at all, whatever it is told; or it answers again. */
  setHanging(isHanging: boolean): void;
  /** The next tick tells these values of the candidate too. */
  tell(values: Readonly<Record<string, number>>): void;
}

const NOTHING: TrackMeasurement = { kind: 'counts', requests: 0, errors: 0, latency: { kind: 'own', counts: [] } };

/** Makes a metric source that has counted nothing yet. */
export function memoryMetricSource(name = 'memory'): MemoryMetricSource {
  let boot = 1;
  let second = 0;
  let isReachable = true;
  let isHanging = false;
  let values: Readonly<Record<string, number>> = {};
  let ticks: Measurement[] = [];

  return {
    name,
    read: async (after, signal) => {
      if (signal.aborted) throw new DriverError(`${name} was not asked`, { retryable: true, cause: signal.reason });
      if (isHanging) await new Promise(() => undefined);
      if (!isReachable) throw new DriverError(`${name} does not answer`, { retryable: true });
      if (after === null) return ticks.slice(-1);
      // From the end: whoever reads on is rarely far behind.
      const known = ticks.findLastIndex(({ cursor }) => cursor === after);
      return ticks.slice(known + 1);
    },
    history: async (seconds, signal) => {
      if (signal.aborted) throw new DriverError(`${name} was not asked`, { retryable: true, cause: signal.reason });
      if (isHanging) await new Promise(() => undefined);
      if (!isReachable) throw new DriverError(`${name} does not answer`, { retryable: true });
      return ticks.slice(-seconds);
    },
    ping: async () => ({ ok: isReachable, detail: isReachable ? `${name} answers` : `${name} does not answer` }),
    tick: (tracks = {}, routed) => {
      second++;
      const { stable = NOTHING, candidate = NOTHING } = tracks;
      ticks.push({
        source: name,
        cursor: `${boot}/${second}`,
        sourceTime: second,
        covers: 1,
        tracks: { stable, candidate },
        values: { ...NO_VALUES, candidate: values },
        routed: routed ?? { stable: requestsOf(stable), candidate: requestsOf(candidate) },
      });
    },
    restart: () => {
      boot++;
      ticks = [];
    },
    setReachable: (reachable) => {
      isReachable = reachable;
    },
    setHanging: (hanging) => {
      isHanging = hanging;
    },
    tell: (told) => {
      values = told;
    },
  };
}

const requestsOf = (track: TrackMeasurement): number => (track.kind === 'counts' ? track.requests : 0);
