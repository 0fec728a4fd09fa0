import type { Metric } from '../gate/metric.ts';

/** What a performance limit may name beside the metrics of a gate: how long one run of a command takes. */
export const PERFORMANCE_METRICS: readonly Metric[] = ['mean', 'median', 'min', 'max'].map((which) => ({
  name: `duration_${which}`,
  dimension: 'time',
  unit: null,
}));
