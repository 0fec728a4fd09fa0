import type { MeasuredMetric, MetricReadRequest } from '../api/trial.ts';
import { declaredMetrics } from '../core/gate/declared-metrics.ts';
import { findMetric, type Metric, metricNames } from '../core/gate/metric.ts';
import { nearestName } from '../core/gate/nearest.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { type ReadKind, readMetric } from '../core/verdict/reading.ts';
import { environmentNamed } from './environment-named.ts';
import { type MeasuredNow, measuredNow } from './measured-now.ts';
import type { ServiceParts } from './parts.ts';
import { problem } from './refused.ts';

/** What is counted for one look at a metric, in seconds. */
const LOOK_BACK_SECONDS = 60;

/** What the source of a metric says now, track by track. */
export async function measuredMetric(parts: ServiceParts, request: MetricReadRequest): Promise<MeasuredMetric> {
  const spec = await parts.loadUnit(request.config);
  const site = environmentNamed(spec, request.environment);
  const metric = metricOf(request.metric, spec);
  const measured = await measuredNow(parts, spec, site, [metric.name], LOOK_BACK_SECONDS);
  const kind = kindOf(metric, spec);
  return {
    unit: spec.name,
    environment: site.name,
    metric: metric.name,
    measuredIn: unitOf(metric, spec),
    source: measured.source,
    seconds: measured.measurements.reduce((sum, { covers }) => sum + covers, 0),
    readAt: new Date(parts.clock.wall()).toISOString(),
    stable: trackOf(kind, 'stable', measured),
    candidate: trackOf(kind, 'candidate', measured),
  };
}

function trackOf(kind: ReadKind, track: 'stable' | 'candidate', { measurements, failure }: MeasuredNow) {
  return failure === null ? readMetric(kind, track, measurements) : ({ kind: 'absent', ...failure } as const);
}

function metricOf(name: string, spec: UnitSpec): Metric {
  const declared = declaredMetrics(spec.metrics);
  const metric = findMetric(name, declared);
  if (metric !== undefined) return metric;
  const names = metricNames(declared);
  const near = nearestName(name, names);
  const hint = near === null ? '' : ` · did you mean ${near}?`;
  throw problem('config', {
    code: 'gate-metric',
    message: `unknown metric '${name}'${hint}`,
    remedy: `Use one of: ${names.join(', ')}`,
  });
}

function kindOf({ name }: Metric, spec: UnitSpec): ReadKind {
  const query = spec.metrics.queries?.[name];
  if (query !== undefined) return { kind: query.kind, name };
  if (name === 'error_rate' || name === 'success_rate' || name === 'throughput') return { kind: name };
  const level = Number(`0.${name.slice('latency_p'.length).replace('_', '')}`);
  return { kind: 'latency', level };
}

function unitOf({ name, dimension }: Metric, spec: UnitSpec): string {
  const query = spec.metrics.queries?.[name];
  if (query?.kind === 'value') return query.unit;
  return { ratio: 'ratio', time: 'ms', rate: 'req/s', count: '' }[dimension];
}
