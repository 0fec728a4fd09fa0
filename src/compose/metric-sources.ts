import { dirname, resolve } from 'node:path';
import { prometheusWithAlerts } from '../core/alert/alert-sources.ts';
import { canonical } from '../core/plan/canonical.ts';
import {
  type MetricSourceSpec,
  type MetricsSpec,
  type PrometheusSourceSpec,
  type RatioQuery,
  type ScalarQuery,
  sourceNamed,
} from '../core/unit/metrics.ts';
import { alertmanager } from '../drivers/alerts/alertmanager/index.ts';
import { commandMetrics } from '../drivers/metrics/command/index.ts';
import { haproxyMetrics } from '../drivers/metrics/haproxy/index.ts';
import { httpMetrics } from '../drivers/metrics/http/index.ts';
import { prometheusAlerts, prometheusCounts, prometheusValues } from '../drivers/metrics/prometheus/index.ts';
import type { Feed } from '../engine/drivers.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { Layout } from './layout.ts';

/** The sources of one site: the one that counts, and those that tell more. */
export interface SiteSources {
  readonly counts: MetricSource;
  readonly feeds: readonly Feed[];
}

/** Makes the sources of sites, each once: a source remembers how far it counted. */
export function metricSources(layout: Pick<Layout, 'root'>) {
  const known = new Map<string, SiteSources>();
  return (site: string, router: MetricSource, spec: MetricsSpec): SiteSources => {
    const key = `${site} ${canonical(spec)}`;
    const made = known.get(key) ?? sourcesOf(router, spec, dirname(layout.root));
    known.set(key, made);
    return made;
  };
}

function sourcesOf(router: MetricSource, spec: MetricsSpec, cwd: string): SiteSources {
  const from = spec.series?.from ?? null;
  const { values, ratios } = queriesOf(spec);
  return {
    counts: countingSource(router, spec, from, ratios.get(from) ?? {}, cwd),
    feeds: [
      ...[...values].flatMap(([name, queries]) => valueFeed(spec, name, from, queries, cwd)),
      ...[...ratios].filter(([name]) => name !== from).flatMap(([name, pairs]) => ratioFeeds(spec, name, pairs)),
    ],
  };
}

/** Those that are to say which alerts fire. */
export const alertSources = (spec: MetricsSpec): readonly AlertSource[] => [
  ...prometheusWithAlerts(spec).map(({ name, spec: source, labels }) => prometheusAlerts(name, source, labels)),
  ...(spec.alertmanager === undefined ? [] : [alertmanager(spec.alertmanager)]),
];

type Queries<Query> = ReadonlyMap<string | null, Readonly<Record<string, Query>>>;

/** What is declared, by the source that is to answer. */
function queriesOf({ queries = {} }: MetricsSpec): { values: Queries<ScalarQuery>; ratios: Queries<RatioQuery> } {
  const values = new Map<string | null, Record<string, ScalarQuery>>();
  const ratios = new Map<string | null, Record<string, RatioQuery>>();
  for (const [metric, query] of Object.entries(queries)) {
    if (query.kind === 'value') values.set(query.from, { ...values.get(query.from), [metric]: query });
    else ratios.set(query.from, { ...ratios.get(query.from), [metric]: query });
  }
  return { values, ratios };
}

/** What a source is called in records and messages: its name, or its type when it has none. */
const nameOf = (from: string | null, { type }: MetricSourceSpec): string => from ?? type;

const specOf = (spec: MetricsSpec, from: string | null): MetricSourceSpec => {
  const found = sourceNamed(spec, from);
  if (found !== undefined) return found;
  throw new DriverError(`there is no metric source ${from}`, { retryable: false });
};

function countingSource(
  router: MetricSource,
  metrics: MetricsSpec,
  from: string | null,
  ratios: Readonly<Record<string, RatioQuery>>,
  cwd: string,
): MetricSource {
  const spec = specOf(metrics, from);
  const { interval, series } = metrics;
  const name = nameOf(from, spec);
  switch (spec.type) {
    case 'router':
      return router;
    case 'haproxy':
      return haproxyMetrics({
        ...{ name, socket: resolve(cwd, spec.socket), backend: spec.backend },
        latency: spec.latency,
      });
    case 'prometheus':
      if (series === undefined) throw new DriverError(`${name} was let in without series`, { retryable: false });
      return prometheusCounts({ name, spec, series, ratios, interval });
    case 'http':
      return httpMetrics({ name, spec, interval: interval / 1_000 });
    case 'command':
      return commandMetrics({ name, spec, cwd, interval: interval / 1_000 });
  }
}

/** Values that come with the counts need no feed of their own; those of Prometheus do, for they are other questions. */
function valueFeed(
  metrics: MetricsSpec,
  from: string | null,
  counting: string | null,
  queries: Readonly<Record<string, ScalarQuery>>,
  cwd: string,
): readonly Feed[] {
  const spec = specOf(metrics, from);
  const interval = Math.min(...Object.values(queries).map((query) => query.interval));
  const name = nameOf(from, spec);
  switch (spec.type) {
    case 'router':
    case 'haproxy':
      return [];
    case 'prometheus': {
      const asked = Object.fromEntries(Object.entries(queries).map(([metric, { query }]) => [metric, query ?? '']));
      return [{ source: prometheusValues({ name: `${name} values`, spec, queries: asked }), interval }];
    }
    case 'http':
      return from === counting ? [] : [{ source: httpMetrics({ name, spec, interval: interval / 1_000 }), interval }];
    case 'command':
      return from === counting
        ? []
        : [{ source: commandMetrics({ name, spec, cwd, interval: interval / 1_000 }), interval }];
  }
}

/** A pair of counters of another source than the one that counts: each is read by itself. */
function ratioFeeds(
  metrics: MetricsSpec,
  from: string | null,
  pairs: Readonly<Record<string, RatioQuery>>,
): readonly Feed[] {
  const spec = specOf(metrics, from);
  if (spec.type !== 'prometheus') return [];
  return Object.entries(pairs).map(([metric, pair]) =>
    ratioFeed(spec, `${nameOf(from, spec)} ${metric}`, metric, pair),
  );
}

function ratioFeed(spec: PrometheusSourceSpec, name: string, metric: string, pair: RatioQuery): Feed {
  const series = { requests: pair.denominator, errors: pair.numerator, latency: null };
  const source = prometheusCounts({ name, spec, series, ratios: { [metric]: pair }, interval: RATIO_INTERVAL });
  return { source, interval: RATIO_INTERVAL };
}

/** How often a pair of counters is read, in milliseconds. */
const RATIO_INTERVAL = 10_000;
