import type { Track } from '../../core/unit/environment.ts';
import type { Measurement, TrackMeasurement } from '../../core/verdict/measurement.ts';
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
}

const NOTHING: TrackMeasurement = { kind: 'counts', requests: 0, errors: 0, latency: [] };

/** Makes a metric source that has counted nothing yet. */
export function memoryMetricSource(name = 'memory'): MemoryMetricSource {
  let boot = 1;
  let second = 0;
  let isReachable = true;
  let ticks: Measurement[] = [];

  return {
    name,
    read: async (after, signal) => {
      if (signal.aborted) throw new DriverError(`${name} was not asked`, { retryable: true, cause: signal.reason });
      if (!isReachable) throw new DriverError(`${name} does not answer`, { retryable: true });
      if (after === null) return ticks.slice(-1);
      const known = ticks.findIndex(({ cursor }) => cursor === after);
      return ticks.slice(known + 1);
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
  };
}

const requestsOf = (track: TrackMeasurement): number => (track.kind === 'counts' ? track.requests : 0);
