import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { aConfiguration, environmentOf, load, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';

const SOURCE = 'metrics: { source: { type: command, run: [./metrics] } }\n';
const production = (target: string, more = '') =>
  aConfiguration({ more: SOURCE }).replace(
    'requires: staging\n    target: { command: [node, server.js] }',
    `requires: staging\n    target: ${target}${more}`,
  );
const COMMAND = '{ type: command, run: [./deploy, --fast] }';

describe('a target of type command', () => {
  it('is its own router, and each track counts as one', () => {
    const { target, router } = environmentOf(production(COMMAND), 'production');

    expect(target).toEqual({
      ...{ type: 'command', run: ['./deploy', '--fast'], params: {} },
      ...{ timeout: minutes(5), instances: 1, env: {} },
    });
    expect(router).toEqual({ type: 'command' });
  });

  it('passes on params of any form, a timeout and variables', () => {
    const written =
      '{ type: command, run: [./d], params: { region: eu, deep: { n: [1, true, null] } }, timeout: 90s, env: { A: b } }';

    expect(environmentOf(production(written), 'production').target).toMatchObject({
      params: { region: 'eu', deep: { n: [1, true, null] } },
      ...{ timeout: seconds(90), env: { A: 'b' } },
    });
  });

  it('is shown again as it may be written', () => {
    const text = production('{ type: command, run: [./d], params: { a: 1 }, env: { T: { secret: env:TOKEN } } }');
    const loaded = load(text);
    if (!('spec' in loaded)) throw new Error('it does not load');
    const { config } = resolvedConfig(loaded.spec, loaded.origins);
    const shown = (config as { environments: Record<string, { target: unknown }> }).environments.production?.target;

    expect(environmentOf(production(JSON.stringify(shown)), 'production')).toEqual(environmentOf(text, 'production'));
  });

  it.each([
    ['without what to run', '{ type: command }', 'missing-key 11: target'],
    ['with a key of processes', '{ type: command, run: [./d], command: [node] }', 'key-of-another-target 11: command'],
    ['with instances', '{ type: command, run: [./d], instances: 3 }', 'key-of-another-target 11: instances'],
    ['with a router', `${COMMAND}\n    router: { listen: "localhost:80" }`, 'router-of-command-target 12: router'],
    [
      'with a secret in params',
      '{ type: command, run: [./d], params: { t: { secret: env:A } } }',
      'not-built-yet 11: { secret: env:A }',
    ],
  ])('is refused %s', (_, target, expected) => {
    expect(shortProblems(production(target))).toEqual([expected]);
    for (const { remedy } of problemsIn(production(target))) expect(remedy).not.toBe('');
  });

  it('is refused where instances would be replaced one by one, also when only the tier says so', () => {
    const rolling = production(COMMAND).replace('{ strategy: canary }', '{ strategy: rolling, max_surge: 1 }');
    const byTier = production(COMMAND)
      .replace('tier: critical', 'tier: stateful')
      .replace(/ {4}rollout: .*\n/, '');

    expect(shortProblems(rolling)).toEqual(['strategy-of-command-target 12: strategy']);
    expect(shortProblems(byTier)).toEqual(['strategy-of-command-target 11: target']);
  });

  it('is refused where nothing counts its requests', () => {
    expect(shortProblems(production(COMMAND).replace(SOURCE, ''))).toEqual(['command-target-uncounted 11: command']);
  });
});

describe('artifacts that a command target runs', () => {
  const artifacts = (entry: string) =>
    production(COMMAND)
      .replace(/artifacts: .*/, `artifacts: [${entry}]`)
      .replace('{ target: { command: [node, server.js] }', `{ target: ${COMMAND}`);

  it('a function says what is called', () => {
    const text = artifacts(
      '{ name: api, type: function, path: dist, run: npm run build, handler: index.handler, runtime: nodejs20.x }',
    );

    expect(specOf(text).artifacts).toEqual([
      {
        name: 'api',
        kind: 'function',
        path: 'dist',
        run: 'npm run build',
        entry: { handler: 'index.handler', runtime: 'nodejs20.x' },
      },
    ]);
    expect(shortProblems(artifacts('{ name: api, type: function, path: dist }'))).toEqual([
      'missing-key 3: { name: api, type: function, path: dist }',
    ]);
  });

  it('infrastructure code says what makes its plan and where', () => {
    expect(specOf(artifacts('{ name: infra, type: iac, path: infra, run: ./plan, plan: plans }')).artifacts).toEqual([
      { name: 'infra', kind: 'iac', path: 'infra', run: './plan', plan: 'plans' },
    ]);
    expect(shortProblems(artifacts('{ name: infra, type: iac, path: infra }'))).toHaveLength(2);
    expect(shortProblems(artifacts('{ name: infra, type: iac, path: infra, run: x, plan: ../out }'))).toEqual([
      'bad-value 3: ../out',
    ]);
  });
});
