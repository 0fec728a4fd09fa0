import type { TrackMeasurement } from '../../core/verdict/measurement.ts';
import { metricSourceConformance, type Served } from '../conformance/metric-source.ts';
import { memoryMetricSource } from './memory-metric-source.ts';

metricSourceConformance('memory', async () => {
  const source = memoryMetricSource();
  return {
    make: () => source,
    tick: async ({ stable, candidate } = {}) => source.tick({ stable: counts(stable), candidate: counts(candidate) }),
    restart: async () => source.restart(),
    goAway: async () => source.setReachable(false),
    tearDown: async () => undefined,
  };
});

function counts(served: Served['stable']): TrackMeasurement {
  const { requests, errors } = served ?? { requests: 0, errors: 0 };
  return { kind: 'counts', requests, errors, latency: requests === 0 ? [] : [[2228, requests]] };
}
