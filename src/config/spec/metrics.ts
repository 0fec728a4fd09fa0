import { type Duration, milliseconds, parseDuration, seconds } from '../../core/kernel/duration.ts';
import type { AlertmanagerSpec, MetricSourceSpec, MetricsSpec, QuerySpec } from '../../core/unit/metrics.ts';
import type { MetricsBlock } from '../blocks/metrics.ts';

type SourceBlock = MetricsBlock['source'];
type QueryBlock = NonNullable<MetricsBlock['queries']>[string];

/** Where measurements come from, with everything that was left out filled in. What was not written at all is not there. */
export function metricsSpec({ source, sources, interval, series, queries, alertmanager }: MetricsBlock): MetricsSpec {
  const counting = series?.from === undefined ? source : (sources?.[series.from] ?? source);
  return {
    source: sourceSpec(source),
    interval: interval ?? (['router', 'haproxy'].includes(counting.type) ? seconds(1) : seconds(10)),
    ...(sources === undefined ? {} : { sources: mapped(sources, sourceSpec) }),
    ...(series === undefined
      ? {}
      : {
          series: {
            from: series.from ?? null,
            requests: series.requests,
            errors: series.errors,
            latency: series.latency ?? null,
          },
        }),
    ...(queries === undefined ? {} : { queries: mapped(queries, querySpec) }),
    ...(alertmanager === undefined ? {} : { alertmanager: alertmanagerSpec(alertmanager) }),
  };
}

const mapped = <One, Other>(all: Readonly<Record<string, One>>, made: (one: One) => Other): Record<string, Other> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, made(one)]));

const WITHIN = seconds(5);

function sourceSpec({
  type,
  url = '',
  run = [],
  timeout = WITHIN,
  bearer,
  alerts,
  socket = '',
  backend = '',
  latency,
  allow_private: ranges,
}: SourceBlock): MetricSourceSpec {
  switch (type) {
    case 'router':
      return { type };
    case 'haproxy':
      return { type, socket, backend, ...(latency === undefined ? {} : { latency }) };
    case 'prometheus':
    case 'http':
      return {
        ...{ type, url, timeout, bearer: bearer?.secret ?? null },
        ...(alerts === undefined ? {} : { alerts }),
        ...(ranges === undefined || ranges.length === 0 ? {} : { allowPrivate: ranges }),
      };
    case 'command':
      return { type, run, timeout };
  }
}

function alertmanagerSpec({
  url,
  labels,
  timeout,
  bearer,
  allow_private: ranges = [],
}: NonNullable<MetricsBlock['alertmanager']>): AlertmanagerSpec {
  return {
    ...{ url, labels, timeout, bearer: bearer?.secret ?? null },
    ...(ranges.length === 0 ? {} : { allowPrivate: ranges }),
  };
}

function querySpec(block: QueryBlock): QuerySpec {
  const { kind, from = null, better, role, numerator = '', denominator = '' } = block;
  if (kind === 'ratio') return { kind, from, better, role, numerator, denominator };
  const { unit, query = null, interval, window, fail_after: failAfter, on_fail: onFail, per } = block;
  return {
    ...{ kind, from, better, role, unit, query, interval },
    window: window ?? longestRange(query ?? ''),
    ...(failAfter === undefined ? {} : { failAfter }),
    ...(onFail === undefined ? {} : { onFail }),
    ...(per === undefined ? {} : { per }),
  };
}

/** A query looks back as far as its longest range: `[5m]`. */
const longestRange = (query: string): Duration =>
  milliseconds(
    Math.max(0, ...[...query.matchAll(/\[([0-9dhms]+)[\]:]/g)].map(([, range = '']) => parseDuration(range) ?? 0)),
  );
