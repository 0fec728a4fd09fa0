import { findUnit, type Metric } from '../core/gate/metric.ts';
import { keysAt, textAt, type Written } from './yaml/written.ts';

/** The metrics that a file declares, for the gates in it: whatever else is wrong with them, their names are known. */
export const declaredMetrics = (root: Written): readonly Metric[] =>
  keysAt(root, ['metrics', 'queries']).map((name) => {
    const path = ['metrics', 'queries', name];
    if (textAt(root, [...path, 'kind']) === 'ratio') return { name, dimension: 'ratio', unit: null };
    const unit = textAt(root, [...path, 'unit']) ?? '';
    const known = findUnit(unit);
    // A unit of its own is only like itself; none at all is a bare count.
    if (known === undefined) return { name, dimension: 'count', unit: unit === '' ? null : unit };
    return { name, dimension: known.dimension, unit: null };
  });
