import { describe, expect, it } from 'vitest';
import { seconds } from '../core/kernel/duration.ts';
import { aConfiguration, environmentOf, load, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';

const router = (more = '') => `    router: { type: haproxy, socket: run/h.sock, backend: checkout${more} }\n`;
const SOURCE = 'metrics: { source: { type: haproxy, socket: run/h.sock, backend: checkout } }\n';
const stage = (gate: string) =>
  `{ strategy: canary, stages: [{ weight: 5%, duration: 9m, gates: ["${gate}"] }, { weight: 100% }] }`;

describe('a router of type haproxy', () => {
  it('is told by its socket and backend, and leaves unsaid what was not written', () => {
    const spec = environmentOf(aConfiguration({ production: router() }), 'production').router;

    expect(spec).toEqual({ type: 'haproxy', socket: 'run/h.sock', backend: 'checkout' });
  });

  it('is shown again as it may be written', () => {
    const text = aConfiguration({ production: router(', address: "https://shop.test", files: run, sticky: cookie') });
    const loaded = load(text);
    if (!('spec' in loaded)) throw new Error('it does not load');
    const { config } = resolvedConfig(loaded.spec, loaded.origins);
    const shown = (config as { environments: Record<string, { router: unknown }> }).environments.production?.router;

    const again = aConfiguration({ production: `    router: ${JSON.stringify(shown)}\n` });
    expect(environmentOf(again, 'production').router).toEqual(environmentOf(text, 'production').router);
    expect(shown).toMatchObject({ address: 'https://shop.test', files: 'run', sticky: 'cookie' });
  });

  it.each([
    ['without its socket', '    router: { type: haproxy, backend: b }\n', ['missing-key 14: router']],
    ['without its backend', '    router: { type: haproxy, socket: s }\n', ['missing-key 14: router']],
    ['with a key of the embedded', router(', listen: "localhost:80"'), ['key-of-another-router 14: listen']],
    ['embedded with its keys', '    router: { socket: s }\n', ['key-of-another-router 14: socket']],
    ['with a backend that ends a command', router().replace('checkout', '"a;b"'), ['bad-value 14: "a;b"']],
    ['with a socket of two words', router().replace('run/h.sock', '"run/h sock"'), ['bad-value 14: "run/h sock"']],
    ['with an address that is none', router(', address: shop'), ['bad-value 14: shop']],
    ['with an address with a path', router(', address: "http://shop/x"'), ['bad-value 14: "http://shop/x"']],
  ])('is refused %s', (_, production, expected) => {
    expect(shortProblems(aConfiguration({ production }))).toEqual(expected);
    for (const { remedy } of problemsIn(aConfiguration({ production }))) expect(remedy).not.toBe('');
  });
});

describe('a metric source of type haproxy', () => {
  it('is asked each second', () => {
    expect(specOf(aConfiguration({ more: SOURCE })).metrics).toEqual({
      source: { type: 'haproxy', socket: 'run/h.sock', backend: 'checkout' },
      interval: seconds(1),
    });
  });

  it.each([
    ['without its socket', '{ type: haproxy, backend: b }', 'missing-key 14: source'],
    ['without its backend', '{ type: haproxy, socket: s }', 'missing-key 14: source'],
    [
      'with a key of another',
      '{ type: haproxy, socket: s, backend: b, url: http://p }',
      'key-of-another-source 14: url',
    ],
    ['in place of another', '{ type: http, url: http://p, socket: s }', 'key-of-another-source 14: socket'],
  ])('is refused %s', (_, source, expected) => {
    expect(shortProblems(aConfiguration({ more: `metrics: { source: ${source} }\n` }))).toEqual([expected]);
  });

  it('tells no values and no pairs of counters', () => {
    const more = SOURCE.replace('} }', '}, queries: { cpu: { better: lower } } }');

    expect(shortProblems(aConfiguration({ more }))).toEqual(['query-unanswered 14: cpu']);
  });
});

describe('a latency that only HAProxy could tell', () => {
  it.each([
    ['a stage', { rollout: stage('error_rate < 1% and latency_p99 < 300ms'), more: SOURCE }],
    ['a trigger', { rollback: '{ error_rate: 2%, latency_p99: 800ms }', more: SOURCE }],
    ['the bake', { bake: '{ gates: [latency_p95 < 1s] }', more: SOURCE }],
    ['a stage whose router counts', { rollout: stage('latency_p99 < 300ms'), production: router() }],
  ])('is refused as a gate of %s, with a word of its own', (_, blocks) => {
    const problems = problemsIn(aConfiguration(blocks));

    expect(problems.map(({ code }) => code)).toEqual(['latency-unmeasured']);
    expect(problems[0]?.message).toMatch(/HAProxy counts average times only/);
    expect(problems[0]?.remedy).toContain('latency: log');
  });

  it.each([
    ['errors', { rollout: stage('error_rate < 1%'), more: SOURCE }],
    ['a latency that the embedded router counts', { rollout: stage('latency_p99 < 300ms') }],
    [
      'a latency that the log of HAProxy tells, as source',
      { rollout: stage('latency_p99 < 300ms'), more: SOURCE.replace('} }', ', latency: log } }') },
    ],
    [
      'a latency that the log of HAProxy tells, as router',
      { rollout: stage('latency_p99 < 300ms'), production: router().replace(' }', ', latency: log }') },
    ],
    [
      'a latency that Prometheus counts behind HAProxy',
      {
        rollout: stage('latency_p99 < 300ms'),
        production: router(),
        more: `metrics: { source: { type: prometheus, url: http://p }, series: { requests: 'x{a="$track"}', errors: 'x{a="$track",code="5"}', latency: 'x_bucket{a="$track"}' } }\n`,
      },
    ],
    ['a command that has the word in it', { bake: '{ smoke: { run: look latency_p99 } }', more: SOURCE }],
  ])('is nothing against %s', (_, blocks) => {
    expect(problemsIn(aConfiguration(blocks))).toEqual([]);
  });
});
