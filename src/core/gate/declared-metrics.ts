import type { MetricsSpec } from '../unit/metrics.ts';
import { findUnit, type Metric } from './metric.ts';

/** The metrics that a gate may name beside the built-in ones, as the configuration declares them. */
export const declaredMetrics = ({ queries = {} }: Pick<MetricsSpec, 'queries'>): readonly Metric[] =>
  Object.entries(queries).map(([name, query]) => declaredMetric(name, query.kind === 'ratio' ? null : query.unit));

/** The metric of a name and the unit of its values; `null`: a ratio, which has none. A unit of its own is only like itself, none at all is a bare count. */
export function declaredMetric(name: string, unit: string | null): Metric {
  if (unit === null) return { name, dimension: 'ratio', unit: null };
  const known = findUnit(unit);
  if (known !== undefined) return { name, dimension: known.dimension, unit: null };
  return { name, dimension: 'count', unit: unit === '' ? null : unit };
}
