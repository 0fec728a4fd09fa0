import { describe, expect, it } from 'vitest';
import { aConfiguration, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';

const staging = (target: string, more = ''): string => `{ target: ${target}, validate: { smoke: { run: x }${more} } }`;
const TARGET = '{ command: [node] }';

describe('what the format names and is not built yet', () => {
  it.each([
    ['server', { more: 'server: https://deploy.acme.test\n' }, ['14: server']],
    ['unit.repo', { unit: '{ name: a, tier: critical, repo: acme/a }' }, ['2: repo']],
    ['verification', { more: 'verification:\n  - { run: npm test, junit: a.xml }\n' }, ['14: verification']],
    ['agents', { more: 'agents: { hours: any }\n' }, ['14: agents']],
    ['notify', { more: 'notify:\n  - { to: slack, webhook: { secret: env:HOOK } }\n' }, ['14: notify']],
    ['registry oci', { more: 'registry: { type: oci, url: r.test, password: { secret: env:P } }\n' }, ['14: oci']],
    ['registry path', { more: 'registry: { path: here }\n' }, ['14: path']],
    [
      'artifact container',
      { artifacts: '[{ name: a, type: container, build: { context: . }, image: a:latest, sbom: x }]' },
      ['3: container'],
    ],
    ['artifact function', { artifacts: '[{ name: a, type: function, path: a }]' }, ['3: function']],
    ['artifact iac', { artifacts: '[{ name: a, type: iac, path: a }]' }, ['3: iac']],
    ['sbom of files', { artifacts: '[{ name: a, type: files, path: a, sbom: cyclonedx }]' }, ['3: sbom']],
    [
      'a tag of its own',
      { artifacts: '[{ name: a, type: files, path: a, tag: "v{version}-{sha12}" }]' },
      ['3: "v{version}-{sha12}"'],
    ],
    [
      'metrics prometheus',
      { more: 'metrics: { source: { type: prometheus, url: "http://p.test" } }\n' },
      ['14: prometheus'],
    ],
    ['metrics haproxy', { more: 'metrics: { source: { type: haproxy, socket: s } }\n' }, ['14: haproxy']],
    ['metrics http', { more: 'metrics: { source: { type: http, url: u } }\n' }, ['14: http']],
    ['metrics command', { more: 'metrics: { source: { type: command, run: r } }\n' }, ['14: command']],
    ['several sources', { more: 'metrics: { sources: { a: { type: router } } }\n' }, ['14: sources']],
    ['series', { more: 'metrics: { series: { requests: x } }\n' }, ['14: series']],
    ['queries', { more: 'metrics: { queries: { orders: { query: x } } }\n' }, ['14: queries']],
    ['underpowered', { more: 'verdict: { underpowered: accept }\n' }, ['14: underpowered']],
    [
      'window rrule',
      { blackouts: '{ timezone: UTC, windows: [{ name: w, rrule: FREQ=DAILY, starts: x, duration: 1h }] }' },
      ['5: rrule'],
    ],
    ['window ics', { blackouts: '{ windows: [{ name: w, ics: "https://c.test", refresh: 15m }] }' }, ['5: ics']],
    [
      'passkey',
      { checkpoints: '{ production_promotion: { approvers: [person:a], factors: [passkey, key] } }' },
      ['6: passkey'],
    ],
    [
      'assurance A2',
      { checkpoints: '{ production_promotion: { approvers: [person:a], require_assurance: A2 } }' },
      ['6: A2'],
    ],
    ['target container', { staging: staging('{ type: container, engine: auto, port: 8080 }') }, ['8: container']],
    ['target kubernetes', { staging: staging('{ type: kubernetes, namespace: shop }') }, ['8: kubernetes']],
    ['target command', { staging: staging('{ type: command, run: [./deploy], params: {} }') }, ['8: command']],
    ['router haproxy', { production: '    router: { type: haproxy, socket: s, backend: b }\n' }, ['14: haproxy']],
    ['router gateway-api', { production: '    router: { type: gateway-api, route: r }\n' }, ['14: gateway-api']],
    ['sticky', { production: '    router: { sticky: cookie }\n' }, ['14: sticky']],
    ['test_route', { production: '    router: { test_route: { header: X-Track } }\n' }, ['14: test_route']],
    [
      'blue-green',
      { rollout: '{ strategy: blue-green, validation_period: 15m, rollback_trigger: error_rate > 2% }' },
      ['12: blue-green'],
    ],
    ['rolling', { rollout: '{ strategy: rolling, max_unavailable: 25%, max_surge: 25% }' }, ['12: rolling']],
    [
      'shadow gates',
      { rollout: '{ strategy: canary, stages: [{ weight: 100%, shadow_gates: [x] }] }' },
      ['12: shadow_gates'],
    ],
    ['watch', { bake: '{ watch: [latency_p99] }' }, ['13: watch']],
    ['suites', { staging: staging(TARGET, ', integration: { run: x, suites: { A: "a.*" } }') }, ['8: suites']],
    [
      'performance results',
      {
        staging: staging(
          TARGET,
          ', performance: { run: x, results: r, baseline: last-production, limits: [a <= baseline] }',
        ),
      },
      ['8: results', '8: baseline', '8: limits'],
    ],
    [
      'security results',
      {
        staging: staging(
          TARGET,
          ', security: { run: x, sarif: s, audit: a, fail_on: { high: 0 }, compare_to: last-production }',
        ),
      },
      ['8: sarif', '8: audit', '8: fail_on', '8: compare_to'],
    ],
    ['secrets', { staging: staging('{ command: [node], env: { A: { secret: env:A } } }') }, ['8: { secret: env:A }']],
    ['rehearsing elsewhere', { rollback: '{ error_rate: 2%, rehearse: lab }' }, ['4: lab']],
    ['the default of a stateless unit', { unit: '{ name: a, tier: stateless }', rollout: '' }, []],
  ])('is refused by name and alone: %s', (name, blocks, marked) => {
    const text = aConfiguration(blocks).replace(/ {4}rollout: \n/, '');
    const expected = name.startsWith('the default')
      ? ['not-built-yet 9: production']
      : marked.map((one) => `not-built-yet ${one}`);

    expect(shortProblems(text)).toEqual(expected);
    for (const { remedy } of problemsIn(text)) expect(remedy).not.toBe('');
  });
});

describe('the tier of a unit', () => {
  it.each([
    ['stateless', 'blue-green'],
    ['stateful', 'rolling'],
  ])('%s takes %s where no rollout is written, and says what to write instead', (tier, strategy) => {
    const text = aConfiguration({ unit: `{ name: a, tier: ${tier} }` });

    expect(problemsIn(text.replace(/ {4}rollout: .*\n/, ''))).toMatchObject([
      {
        code: 'not-built-yet',
        message: expect.stringContaining(strategy),
        remedy: 'write  rollout: { strategy: canary }',
      },
    ]);
    expect(problemsIn(text)).toEqual([]);
  });
});

it('what is built may be written out', () => {
  const text = aConfiguration({
    artifacts: '[{ name: app, type: files, path: app, tag: "{version}-{sha12}" }]',
    rollback: '{ error_rate: 2%, rehearse: staging }',
    checkpoints: '{ production_promotion: { approvers: [person:a], factors: [key], require_assurance: A1 } }',
    more: 'registry: { type: local }\nmetrics: { source: { type: router } }\nverdict: { hold_weight: keep }\n',
  });

  expect(specOf(text)).toEqual(
    specOf(aConfiguration({ checkpoints: '{ production_promotion: { approvers: [person:a] } }' })),
  );
});
