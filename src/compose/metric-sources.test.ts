import { afterEach, beforeEach, expect, it } from 'vitest';
import { aConfiguration, specOf } from '../config/fixtures/configuration.ts';
import type { MetricsSpec } from '../core/unit/metrics.ts';
import {
  type PrometheusStandIn,
  prometheusStandIn,
} from '../drivers/metrics/prometheus/testing/prometheus-stand-in.ts';
import { memoryMetricSource } from '../testing/fakes/memory-metric-source.ts';
import { metricSources } from './metric-sources.ts';

let server: PrometheusStandIn;
beforeEach(async () => {
  server = await prometheusStandIn();
});
afterEach(() => server.close());

const router = memoryMetricSource('router');
const spec = (text: string): MetricsSpec => specOf(aConfiguration({ more: `metrics:${text}\n` })).metrics;
const sourcesOf = (text: string) =>
  metricSources({ root: '/srv/shop/.plimsoll' })('shop/production', router, spec(text));
const shape = ({ counts, feeds }: ReturnType<typeof sourcesOf>) => [
  counts.name,
  ...feeds.map(({ source, interval }) => `${source.name} each ${interval / 1_000} s`),
];
const series = `series: { requests: 'x_total{track="$track"}', errors: 'x_total{track="$track",code="500"}' }`;

it('the router counts where nothing else is written', () => {
  expect(sourcesOf(' {}').counts).toBe(router);
});

it('values of Prometheus are asked beside its counts, each group as often as its keenest query', () => {
  const made =
    sourcesOf(` { source: { type: prometheus, url: ${server.url}, allow_private: [127.0.0.0/8] }, ${series}, queries: {
    cpu: { better: lower, query: 'avg(cpu{track="$track"})', interval: 15s },
    busy: { better: lower, query: 'avg(busy{track="$track"})' },
    unpaid: { kind: ratio, better: lower, numerator: 'o{track="$track",paid="no"}', denominator: 'o{track="$track"}' } } }`);

  expect(shape(made)).toEqual(['prometheus', 'prometheus values each 15 s']);
});

it('a source that counts tells its values with the counts, and another one by itself', () => {
  const made = sourcesOf(
    ` { source: { type: http, url: http://localhost:9 }, queries: { orders: { better: higher } } }`,
  );
  const beside = sourcesOf(` { sources: {
      till: { type: http, url: http://localhost:9 }, jobs: { type: command, run: [x] }, prom: { type: prometheus, url: ${server.url}, allow_private: [127.0.0.0/8] } },
    queries: { orders: { from: till, better: higher }, backlog: { from: jobs, better: lower, interval: 10s },
      unpaid: { from: prom, kind: ratio, better: lower, numerator: 'o{track="$track",paid="no"}', denominator: 'o{track="$track"}' } } }`);

  expect(shape(made)).toEqual(['http']);
  expect(shape(beside)).toEqual(['router', 'till each 30 s', 'jobs each 10 s', 'prom unpaid each 10 s']);
});

it('a pair of counters of a second source is told as a ratio', async () => {
  const made =
    sourcesOf(` { sources: { prom: { type: prometheus, url: ${server.url}, allow_private: [127.0.0.0/8] } }, queries: {
    unpaid: { from: prom, kind: ratio, better: lower, numerator: 'o{track="$track",paid="no"}', denominator: 'o{track="$track"}' } } }`);
  const orders = (yes: number, no: number) =>
    server.scrape({ 'o{track="stable",paid="yes",instance="a"}': yes, 'o{track="stable",paid="no",instance="a"}': no });
  const { signal } = new AbortController();
  orders(10, 0);
  const first = (await made.feeds[0]?.source.read(null, signal))?.at(-1);
  server.now += 10_000;
  orders(17, 3);

  const [row] = (await made.feeds[0]?.source.read(first?.cursor ?? '', signal)) ?? [];

  expect(row?.ratios?.stable).toEqual({ unpaid: { of: 10, events: 3 } });
});

it('a site has its sources once, for they remember how far they counted', () => {
  const sources = metricSources({ root: '/srv/shop/.plimsoll' });
  const written = spec(
    ` { source: { type: prometheus, url: ${server.url}, allow_private: [127.0.0.0/8] }, ${series} }`,
  );

  expect(sources('shop/production', router, written)).toBe(
    sources('shop/production', router, structuredClone(written)),
  );
  expect(sources('shop/staging', router, written)).not.toBe(sources('shop/production', router, written));
});
