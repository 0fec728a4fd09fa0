import type { TrackMeasurement } from '../../core/verdict/measurement.ts';
import { metricSourceConformance, type Served } from '../conformance/metric-source.ts';
import { memoryMetricSource } from './memory-metric-source.ts';

const TRAITS = { begins: 'with-newest-tick', routes: true, missedTicks: 'one-by-one' } as const;

metricSourceConformance('memory', TRAITS, async () => {
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
  return {
    kind: 'counts',
    requests,
    errors,
    latency: { kind: 'own', counts: requests === 0 ? [] : [[2228, requests]] },
  };
}
