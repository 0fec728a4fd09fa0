import { declaredMetric } from '../core/gate/declared-metrics.ts';
import type { Metric } from '../core/gate/metric.ts';
import { keysAt, textAt, type Written } from './yaml/written.ts';

/** The metrics that a file declares, for the gates in it: whatever else is wrong with them, their names are known. */
export const declaredMetrics = (root: Written): readonly Metric[] =>
  keysAt(root, ['metrics', 'queries']).map((name) => {
    const path = ['metrics', 'queries', name];
    const isRatio = textAt(root, [...path, 'kind']) === 'ratio';
    return declaredMetric(name, isRatio ? null : (textAt(root, [...path, 'unit']) ?? ''));
  });
