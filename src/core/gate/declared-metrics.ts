import type { MetricsSpec } from '../unit/metrics.ts';
import { findUnit, type Metric } from './metric.ts';

/** The metrics that a gate may name beside the built-in ones, as the configuration declares them. */
export const declaredMetrics = ({ queries = {} }: Pick<MetricsSpec, 'queries'>): readonly Metric[] =>
  Object.entries(queries).map(([name, query]): Metric => {
    if (query.kind === 'ratio') return { name, dimension: 'ratio', unit: null };
    const known = findUnit(query.unit);
    if (known !== undefined) return { name, dimension: known.dimension, unit: null };
    return { name, dimension: 'count', unit: query.unit === '' ? null : query.unit };
  });
