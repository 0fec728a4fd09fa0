import { formatDuration } from '../core/kernel/duration.ts';
import type { AlertmanagerSpec, MetricSourceSpec, MetricsSpec, QuerySpec } from '../core/unit/metrics.ts';
import { secretReferenceText } from '../core/unit/secret-reference.ts';
import type { View } from './view.ts';

/** The `metrics:` block with everything filled in. Of a secret it shows where it is read. */
export function metricsView({ source, sources, interval, series, queries, alertmanager }: MetricsSpec): View {
  return {
    source: sourceView(source),
    interval: formatDuration(interval),
    ...(sources === undefined ? {} : { sources: mapped(sources, sourceView) }),
    ...(series === undefined ? {} : { series: filled({ ...series }) }),
    ...(queries === undefined ? {} : { queries: mapped(queries, queryView) }),
    ...(alertmanager === undefined ? {} : { alertmanager: alertmanagerView(alertmanager) }),
  };
}

const mapped = <One>(all: Readonly<Record<string, One>>, view: (one: One) => View): View =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, view(one)]));

/** What is there of some values. */
const filled = (values: Readonly<Record<string, View | null | undefined>>): View =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value]])),
  );

function sourceView(source: MetricSourceSpec): View {
  switch (source.type) {
    case 'router':
      return { type: source.type };
    case 'haproxy':
      return {
        ...{ type: source.type, socket: source.socket, backend: source.backend },
        ...(source.latency === undefined ? {} : { latency: source.latency }),
      };
    case 'command':
      return { type: source.type, run: source.run, timeout: formatDuration(source.timeout) };
    default:
      return {
        type: source.type,
        ...askedView(source),
        ...('alerts' in source && source.alerts !== undefined ? { alerts: source.alerts } : {}),
      };
  }
}

const alertmanagerView = (spec: AlertmanagerSpec): View => ({ ...askedView(spec), labels: spec.labels });

/** How something is asked over HTTP. */
const askedView = ({
  url,
  timeout,
  bearer,
  allowPrivate,
}: Pick<AlertmanagerSpec, 'url' | 'timeout' | 'bearer' | 'allowPrivate'>) => ({
  url,
  timeout: formatDuration(timeout),
  ...(bearer === null ? {} : { bearer: { secret: secretReferenceText(bearer) } }),
  ...(allowPrivate === undefined ? {} : { allow_private: allowPrivate }),
});

function queryView(query: QuerySpec): View {
  const { kind, from, better, role } = query;
  if (query.kind === 'ratio')
    return filled({ kind, from, better, role, numerator: query.numerator, denominator: query.denominator });
  return filled({
    ...{ kind, from, better, role, unit: query.unit, query: query.query },
    interval: formatDuration(query.interval),
    window: formatDuration(query.window),
    ...{ fail_after: query.failAfter, on_fail: query.onFail, per: query.per },
  });
}
