import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';

const staging = (target: string): string => `{ target: ${target}, validate: { smoke: { run: x } } }`;

describe('what the format names and is not built yet', () => {
  it.each([
    ['registry path', { more: 'registry: { path: here }\n' }, ['14: path']],
    [
      'a tag of its own',
      { artifacts: '[{ name: a, type: files, path: a, tag: "v{version}-{sha12}" }]' },
      ['3: "v{version}-{sha12}"'],
    ],
    ['target kubernetes', { staging: staging('{ type: kubernetes, namespace: shop }') }, ['8: kubernetes']],
    ['router gateway-api', { production: '    router: { type: gateway-api, route: r }\n' }, ['14: gateway-api']],
    ['test_route', { production: '    router: { test_route: { header: X-Track } }\n' }, ['14: test_route']],
    ['watch', { bake: '{ watch: [latency_p99] }' }, ['13: watch']],
    ['secrets elsewhere', { staging: staging('{ command: [{ secret: env:A }] }') }, ['8: { secret: env:A }']],
    ['rehearsing elsewhere', { rollback: '{ error_rate: 2%, rehearse: lab }' }, ['4: lab']],
  ])('is refused by name and alone: %s', (_, blocks, marked) => {
    const text = aConfiguration(blocks);
    const expected = marked.map((one) => `not-built-yet ${one}`);

    expect(shortProblems(text)).toEqual(expected);
    for (const { remedy } of problemsIn(text)) expect(remedy).not.toBe('');
  });
});

describe('the tier of a unit', () => {
  it.each([
    ['stateless', 'blue-green'],
    ['stateful', 'rolling'],
    ['critical', 'canary'],
  ])('%s takes %s where no rollout is written', (tier, strategy) => {
    const text = aConfiguration({ unit: `{ name: a, tier: ${tier} }` });
    const production = text.replace(/ {4}rollout: .*\n/, '').replace('command: [node', 'instances: 4, command: [node');

    expect(environmentOf(production, 'production').rollout.kind).toBe(strategy);
    expect(environmentOf(text, 'production').rollout.kind).toBe('canary');
  });
});

it('what is built may be written out', () => {
  const text = aConfiguration({
    artifacts: '[{ name: app, type: files, path: app, tag: "{version}-{sha12}" }]',
    rollback: '{ error_rate: 2%, rehearse: staging }',
    checkpoints: '{ production_promotion: { approvers: [person:a], factors: [passkey, key], require_assurance: A1 } }',
    more: 'registry: { type: local }\nmetrics: { source: { type: router } }\nverdict: { hold_weight: keep }\n',
  });

  expect(specOf(text)).toEqual(
    specOf(aConfiguration({ checkpoints: '{ production_promotion: { approvers: [person:a] } }' })),
  );
});
