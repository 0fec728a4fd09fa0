import { describe, expect, it } from 'vitest';
import { seconds } from '../core/kernel/duration.ts';
import { aConfiguration, load, problemsIn, shortProblems, specOf, stagesOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';

const PROMETHEUS = `
  source: { type: prometheus, url: "\${PROM_URL}", timeout: 4s, bearer: { secret: env:PROM_TOKEN } }
  series:
    requests: 'http_requests_total{app="checkout",track="$track"}'
    errors: 'http_requests_total{app="checkout",track="$track",code=~"5.."}'
    latency: 'http_request_seconds_bucket{app="checkout",track="$track"}'
  queries:
    orders: { unit: /min, better: higher, role: business, query: '60 * sum(rate(orders_total{track="$track"}[5m]))' }
    cpu: { unit: "%", better: lower, query: '100 * avg(rate(cpu_seconds_total{track="$track"}[1m]))' }
    unpaid: { kind: ratio, better: lower, numerator: 'o_total{track="$track",paid="no"}', denominator: 'o_total{track="$track"}' }
`;
const ENV = { PROM_URL: 'http://prometheus.test:9090' };
const metrics = (text: string, more: Parameters<typeof aConfiguration>[0] = {}): string =>
  aConfiguration({ ...more, more: `metrics:${text}\n` });

describe('metrics that are written', () => {
  it('become what the sources are asked, with defaults: 10 s between looks, the longest range as window', () => {
    const spec = specOf(metrics(PROMETHEUS), ENV).metrics;

    expect(spec).toMatchObject({
      source: {
        type: 'prometheus',
        url: ENV.PROM_URL,
        timeout: seconds(4),
        bearer: { from: 'env', name: 'PROM_TOKEN' },
      },
      interval: seconds(10),
      series: { from: null, latency: 'http_request_seconds_bucket{app="checkout",track="$track"}' },
      queries: {
        orders: { kind: 'value', unit: '/min', role: 'business', interval: seconds(30), window: seconds(300) },
        cpu: { kind: 'value', role: 'technical', window: seconds(60) },
        unpaid: { kind: 'ratio', numerator: 'o_total{track="$track",paid="no"}' },
      },
    });
  });

  it('may be gated by their names, each in its own unit', () => {
    const rollout =
      '{ strategy: canary, stages: [{ weight: 5%, duration: 9m, gates: ["orders > 20/min", "unpaid < 3%", "cpu < 80%"] }, { weight: 100% }] }';
    const spec = specOf(metrics(PROMETHEUS, { rollout }), ENV);
    const production = spec.environments.production;

    expect(production && stagesOf(production)[0]?.gates.map(({ text }) => text)).toEqual([
      'orders > 20/min',
      'unpaid < 3%',
      'cpu < 80%',
    ]);
    const wrong = rollout.replace('20/min', '20ms').replace('unpaid', 'unpayed');
    expect(shortProblems(metrics(PROMETHEUS, { rollout: wrong }), ENV)).toEqual([
      'gate-unit 12: orders > 20ms',
      'gate-metric 12: unpayed',
    ]);
  });

  it('may name an Alertmanager, and show it as it was read', () => {
    const text = metrics(
      ' { alertmanager: { url: "http://alerts.test", labels: { app: checkout }, bearer: { secret: env:T }, allow_private: [10.0.0.0/8] } }',
    );
    const loaded = load(text);
    if (!('spec' in loaded)) throw new Error('it does not load');

    expect(loaded.spec.metrics.alertmanager).toEqual({
      ...{ url: 'http://alerts.test', labels: { app: 'checkout' }, timeout: seconds(5), allowPrivate: ['10.0.0.0/8'] },
      bearer: { from: 'env', name: 'T' },
    });
    expect(resolvedConfig(loaded.spec, loaded.origins).config).toMatchObject({
      metrics: { alertmanager: { bearer: { secret: 'env:T' }, labels: { app: 'checkout' }, timeout: '5s' } },
    });
  });

  it('of one file are not known in the next', () => {
    specOf(metrics(PROMETHEUS), ENV);
    const rollout =
      '{ strategy: canary, stages: [{ weight: 5%, duration: 9m, gates: ["orders > 20/min"] }, { weight: 100% }] }';

    expect(shortProblems(aConfiguration({ rollout }))).toEqual(['gate-metric 12: orders']);
  });

  it('may come from several sources: counts from the router, values from others', () => {
    const text = metrics(`
  sources:
    prom: { type: prometheus, url: http://localhost:9090 }
    shop: { type: http, url: "http://localhost:9000/of/$track", bearer: { secret: "file:/run/token" } }
    jobs: { type: command, run: [./metrics, $track] }
  queries:
    cpu: { from: prom, unit: "%", better: lower, query: 'avg(x{track="$track"})', interval: 15s }
    orders: { from: shop, unit: orders, better: higher }
    backlog: { from: jobs, better: lower, fail_after: 5, on_fail: ambiguous }`);

    expect(specOf(text).metrics).toMatchObject({
      source: { type: 'router' },
      interval: seconds(1),
      sources: {
        prom: { type: 'prometheus', bearer: null, timeout: seconds(5) },
        shop: { type: 'http', bearer: { from: 'file', name: '/run/token' } },
        jobs: { type: 'command', run: ['./metrics', '$track'] },
      },
      queries: {
        orders: { from: 'shop', query: null, unit: 'orders' },
        backlog: { failAfter: 5, onFail: 'ambiguous', unit: '' },
      },
    });
  });

  it('are shown again as they may be written, and of a secret where it is read', () => {
    const loaded = load(metrics(PROMETHEUS), ENV);
    if (!('spec' in loaded)) throw new Error('it does not load');
    const { config, origins } = resolvedConfig(loaded.spec, loaded.origins);
    const shown = (config as { metrics: Record<string, unknown> }).metrics;

    expect(specOf(aConfiguration({ more: `metrics: ${JSON.stringify(shown)}\n` })).metrics).toEqual(
      loaded.spec.metrics,
    );
    expect(shown).toMatchObject({ source: { bearer: { secret: 'env:PROM_TOKEN' } } });
    expect(origins['metrics.source.url']).toBe('variable PROM_URL (plimsoll.yaml:15)');
  });

  it('leave a plan as it was where nothing of them is written', () => {
    expect(specOf(aConfiguration()).metrics).toEqual({ source: { type: 'router' }, interval: seconds(1) });
  });
});

describe('metrics that cannot be right', () => {
  const series = (requests: string, errors: string) =>
    ` { source: { type: prometheus, url: http://p }, series: { requests: '${requests}', errors: '${errors}' } }`;
  const query = (text: string, source = '{ type: prometheus, url: http://p }') =>
    ` { source: ${source}, series: { requests: 'x{track="$track"}', errors: 'x{track="$track"}' }, queries: { ${text} } }`;
  const values = (text: string) => ` { sources: { prom: { type: prometheus, url: http://p } }, queries: { ${text} } }`;

  it.each<[string, string, readonly string[]]>([
    ['a type nobody knows', ' { source: { type: prometeus } }', ['unknown-value 14: prometeus']],
    ['a key of another source', ' { source: { url: http://p } }', ['key-of-another-source 14: url']],
    ['a source without its address', ' { source: { type: http } }', ['missing-key 14: source']],
    ['a command without words', ' { source: { type: command, run: [] } }', ['empty-value 14: []']],
    ['an address that is none', ' { source: { type: http, url: shop } }', ['source-url 14: shop']],
    [
      'an address with a password',
      ' { source: { type: http, url: "http://a:b@shop" } }',
      ['source-url 14: "http://a:b@shop"'],
    ],
    [
      'a secret that stands there itself',
      ' { source: { type: http, url: http://p, bearer: { secret: s3cr3t } } }',
      ['secret 14: s3cr3t'],
    ],
    [
      'a bearer that is no reference',
      ' { source: { type: http, url: http://p, bearer: s3cr3t } }',
      ['wrong-type 14: s3cr3t'],
    ],
    [
      'an answer waited for too long',
      ' { source: { type: http, url: http://p, timeout: 9s } }',
      ['source-timeout 14: 9s'],
    ],
    ['a look that is too seldom', ' { interval: 2m }', ['source-interval 14: 2m']],
    ['Prometheus without series', ' { source: { type: prometheus, url: http://p } }', ['series-missing 14: metrics']],
    [
      'series of the router',
      ` { series: { requests: 'x{track="$track"}', errors: 'x{track="$track"}' } }`,
      ['series-without-prometheus 14: series'],
    ],
    [
      'series without errors',
      ` { source: { type: prometheus, url: http://p }, series: { requests: 'x{track="$track"}' } }`,
      ['missing-key 14: series'],
    ],
    [
      'a rate in place of counters',
      series('rate(x{track="$track"}[5m])', 'x{track="$track"}'),
      [`selector 14: 'rate(x{track="$track"}[5m])'`],
    ],
    [
      'a selector of both tracks',
      series('x_total', 'x_total{code="500",track="$track"}'),
      [`selector-track 14: 'x_total'`],
    ],
    [
      'a source that is not named',
      ` { series: { from: prm, requests: 'x{a="$track"}', errors: 'x{a="$track"}' }, sources: { prom: { type: prometheus, url: http://p } } }`,
      ['source-unknown 14: prm'],
    ],
    [
      'a metric whose name has a meaning',
      query(`error_rate: { better: lower, query: 'x{track="$track"}' }`),
      ['metric-name 14: error_rate'],
    ],
    [
      'a metric that no gate can name',
      query(`Orders-A: { better: lower, query: 'x{track="$track"}' }`),
      ['metric-name 14: Orders-A'],
    ],
    [
      'an Alertmanager at no address',
      ' { alertmanager: { url: "alerts:9093", timeout: 9s } }',
      ['source-url 14: "alerts:9093"', 'source-timeout 14: 9s'],
    ],
    ['an Alertmanager without address', ' { alertmanager: { labels: { app: x } } }', ['missing-key 14: alertmanager']],
    ['a value of the router', ' { queries: { cpu: { better: lower } } }', ['query-unanswered 14: cpu']],
    [
      'a query for both tracks',
      values(`cpu: { from: prom, better: lower, query: 'avg(cpu)' }`),
      [`selector-track 14: 'avg(cpu)'`],
    ],
    ['a value without a query', values('cpu: { from: prom, better: lower }'), ['missing-key 14: cpu']],
    [
      'a ratio without its whole',
      values(`u: { from: prom, kind: ratio, better: lower, numerator: 'x{track="$track"}' }`),
      ['missing-key 14: u'],
    ],
    [
      'a ratio with a query',
      values(
        `u: { from: prom, kind: ratio, better: lower, query: x, numerator: 'x{track="$track"}', denominator: 'y{track="$track"}' }`,
      ),
      ['key-of-another-kind 14: query'],
    ],
    ['what nobody says is better', values(`cpu: { from: prom, query: 'x{track="$track"}' }`), ['missing-key 14: cpu']],
  ])('are refused: %s', (_, text, expected) => {
    expect(shortProblems(metrics(text))).toEqual(expected);
    for (const { remedy } of problemsIn(metrics(text))) expect(remedy).not.toBe('');
  });

  it('are not repeated where they may be a secret, but in the line of the file', () => {
    const [problem] = problemsIn(metrics(' { source: { type: http, url: http://p, bearer: { secret: s3cr3t } } }'));

    expect(`${problem?.message} ${problem?.remedy}`).not.toContain('s3cr3t');
  });
});
