import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { type CountingUnit, countingUnit } from '../../../testing/conformance/counting-unit.ts';
import { metricSourceConformance } from '../../../testing/conformance/metric-source.ts';
import { prometheusCounts, prometheusValues } from './index.ts';
import { type RealPrometheus, realPrometheus } from './testing/real-prometheus.ts';

const SERIES = {
  requests: 'http_requests_total{track="$track"}',
  errors: 'http_requests_total{track="$track",code=~"5.."}',
  latency: 'http_request_seconds_bucket{track="$track"}',
};
const specAt = (url: string) =>
  ({ type: 'prometheus', url, timeout: seconds(5), bearer: null, allowPrivate: ['127.0.0.0/8'] }) as const;
// Longer than any test: what was missed comes in one piece, whenever Prometheus found the time to scrape.
const countsAt = (url: string) =>
  prometheusCounts({ name: 'prometheus', spec: specAt(url), series: SERIES, ratios: {}, interval: seconds(60) });

const TRAITS = { begins: 'with-nothing', routes: false, missedTicks: 'in-one-sum' } as const;

/** What a service with a client library exposes. A code that never was has no line. */
const exposition = ({ totals }: CountingUnit): string =>
  (['stable', 'candidate'] as const)
    .flatMap((track) => {
      const { requests, errors, fast } = totals[track];
      return [
        `http_requests_total{track="${track}",code="200"} ${requests - errors}`,
        ...(errors === 0 ? [] : [`http_requests_total{track="${track}",code="500"} ${errors}`]),
        `http_request_seconds_bucket{track="${track}",le="0.05"} ${fast}`,
        `http_request_seconds_bucket{track="${track}",le="0.25"} ${requests}`,
        `http_request_seconds_bucket{track="${track}",le="+Inf"} ${requests}`,
      ];
    })
    .join('\n');

// How a track without series is told takes minutes of a real server's time: the suite on the stand-in has it.
metricSourceConformance('prometheus of Debian', TRAITS, async () => {
  const server = await realPrometheus();
  const unit = countingUnit();
  await server.expose(exposition(unit));
  return {
    make: () => countsAt(server.url),
    tick: async (served = {}) => {
      unit.serve(served);
      await server.expose(exposition(unit));
    },
    restart: async () => unit.restart(),
    goAway: () => server.stop(),
    tearDown: () => server.stop(),
  };
});

describe('a Prometheus of Debian', () => {
  const { signal } = new AbortController();
  let server: RealPrometheus;
  beforeEach(async () => {
    server = await realPrometheus();
  });
  afterEach(() => server.stop());

  it('counts the first errors of a release, whose series begins with them, and its buckets', async () => {
    const unit = countingUnit();
    await server.expose(exposition(unit));
    const source = countsAt(server.url);
    const [first] = await source.read(null, signal);
    unit.serve({ candidate: { requests: 40, errors: 7 } });
    await server.expose(exposition(unit));

    const [row] = await source.read(first?.cursor ?? '', signal);

    expect(row?.tracks.candidate).toEqual({
      kind: 'counts',
      requests: 40,
      errors: 7,
      latency: { kind: 'foreign', edges: [50, 250], counts: [20, 20, 0] },
    });
  });

  it('tells the values of queries, and none where there is none', async () => {
    await server.expose('queue_length{track="stable",shard="a"} 3\nqueue_length{track="stable",shard="b"} 4');
    const queries = {
      backlog: 'sum(queue_length{track="$track"})',
      nothing: '0 / 0 * sum(queue_length{track="$track"})',
    };
    const source = prometheusValues({ name: 'prometheus', spec: specAt(server.url), queries });

    const [row] = await source.read(null, signal);

    expect(row?.values).toEqual({ stable: { backlog: 7 }, candidate: {} });
    expect(row?.tracks.stable).toMatchObject({ kind: 'absent', detail: 'no value of nothing' });
  });

  it('says in its own words what is wrong with a query', async () => {
    const source = prometheusValues({ name: 'prometheus', spec: specAt(server.url), queries: { broken: 'sum(x' } });

    await expect(source.read(null, signal)).rejects.toThrow(/status 400: .*parse error/);
  });
});
