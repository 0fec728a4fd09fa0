/** What a metric measures; only like is compared with like. */
export type Dimension = 'ratio' | 'time' | 'rate' | 'count';

/** A metric that a gate may name. `unit` is a declared unit of its own; null takes the units of the dimension. */
export interface Metric {
  readonly name: string;
  readonly dimension: Dimension;
  readonly unit: string | null;
}

const LATENCY = /^latency_p(?:[5-9]\d|99_9)$/;

const BUILT_IN: readonly Metric[] = [
  { name: 'error_rate', dimension: 'ratio', unit: null },
  { name: 'success_rate', dimension: 'ratio', unit: null },
  ...['50', '75', '90', '95', '99', '99_9'].map(
    (level): Metric => ({ name: `latency_p${level}`, dimension: 'time', unit: null }),
  ),
  { name: 'throughput', dimension: 'rate', unit: null },
];

/** Finds a metric by name: the built-in ones, every percentile from `latency_p50` to `latency_p99`, and the declared ones. */
export function findMetric(name: string, declared: readonly Metric[]): Metric | undefined {
  const known = BUILT_IN.find((metric) => metric.name === name) ?? declared.find((metric) => metric.name === name);
  if (known !== undefined) return known;
  return LATENCY.test(name) ? { name, dimension: 'time', unit: null } : undefined;
}

/** The names to suggest when a metric is unknown. */
export const metricNames = (declared: readonly Metric[]): readonly string[] => [
  ...BUILT_IN.map((metric) => metric.name),
  ...declared.map((metric) => metric.name),
];

/** The units that may be written, what they measure and how they are spoken. */
const UNITS: Readonly<Record<string, { readonly dimension: Dimension; readonly spoken: string }>> = {
  '%': { dimension: 'ratio', spoken: 'percent' },
  ms: { dimension: 'time', spoken: 'milliseconds' },
  s: { dimension: 'time', spoken: 'seconds' },
  min: { dimension: 'time', spoken: 'minutes' },
  'req/s': { dimension: 'rate', spoken: 'requests a second' },
  '/min': { dimension: 'rate', spoken: 'a rate a minute' },
};

/** What a unit of the grammar measures and how it is spoken, or undefined for a unit that the grammar does not know. */
export const findUnit = (unit: string): { readonly dimension: Dimension; readonly spoken: string } | undefined =>
  Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;

/** The units of the grammar, for messages. */
export const unitNames: readonly string[] = Object.keys(UNITS);

/** The unit to suggest for a metric; empty where a bare number is right. */
export function usualUnit(metric: Metric): string {
  if (metric.unit !== null) return metric.unit;
  return { ratio: '%', time: 'ms', rate: 'req/s', count: '' }[metric.dimension];
}

/** A dimension with its article: `a ratio`, `a time`. */
export const spokenDimension = (dimension: Dimension): string => `a ${dimension}`;
