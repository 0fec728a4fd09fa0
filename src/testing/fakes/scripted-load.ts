import { weightShareOf } from '../../core/deployment/traffic.ts';
import type { Track } from '../../core/unit/environment.ts';
import type { TrackMeasurement } from '../../core/verdict/measurement.ts';
import type { MemoryMetricSource } from './memory-metric-source.ts';
import type { MemoryTrafficRouter } from './memory-traffic-router.ts';

/** What users do with a site, and what each track makes of it. A test changes it as the story goes. */
export interface ScriptedLoad {
  requestsPerSecond: number;
  /** The ratio of requests of each track that fail. */
  readonly errors: Record<Track, number>;
  /** Lets one second of users go by, shared out as the router says. */
  second(): Promise<void>;
}

const ALWAYS = new AbortController().signal;
/** The histogram bucket of all answers. */
const BUCKET = 2_228;

/** A load on a router that a metric source counts: five thousand requests a second, none of which fails. */
export function scriptedLoad(router: MemoryTrafficRouter, metrics: MemoryMetricSource): ScriptedLoad {
  const owed = { stable: 0, candidate: 0 };

  /** So many fail that over time the ratio is right: no chance, so that a test says the same each time. */
  const counts = (track: Track, requests: number): TrackMeasurement => {
    owed[track] += requests * load.errors[track];
    const errors = Math.min(requests, Math.floor(owed[track]));
    owed[track] -= errors;
    return {
      kind: 'counts',
      requests,
      errors,
      latency: { kind: 'own', counts: requests === 0 ? [] : [[BUCKET, requests]] },
    };
  };

  const load: ScriptedLoad = {
    requestsPerSecond: 5_000,
    errors: { stable: 0, candidate: 0 },
    second: async () => {
      const share = weightShareOf((await router.observe(ALWAYS)).traffic);
      const candidate = share === null ? 0 : Math.round(load.requestsPerSecond * share);
      const stable = share === null ? 0 : load.requestsPerSecond - candidate;
      metrics.tick({ stable: counts('stable', stable), candidate: counts('candidate', candidate) });
    },
  };
  return load;
}
