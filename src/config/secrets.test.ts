import { describe, expect, it } from 'vitest';
import { refuseUnreadableSecrets } from '../core/plan/unreadable-secrets.ts';
import { aConfiguration, environmentOf, load, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';

const withEnv = (env: string) =>
  aConfiguration({ staging: `{ target: { command: [node], env: ${env} }, validate: { smoke: { run: x } } }` });

describe('a secret in the environment of a target', () => {
  it('is where it is read, never what it is, and is shown so', () => {
    const text = withEnv('{ A: plain, B: { secret: env:B_TOKEN }, C: { secret: "file:/run/secrets/c" } }');
    const loaded = load(text);
    if (!('spec' in loaded)) throw new Error('it does not load');

    expect(environmentOf(text, 'staging').target.env).toEqual({
      A: 'plain',
      B: { secret: { from: 'env', name: 'B_TOKEN' }, version: null },
      C: { secret: { from: 'file', name: '/run/secrets/c' }, version: null },
    });
    expect(JSON.stringify(resolvedConfig(loaded.spec, loaded.origins))).toContain('{"secret":"env:B_TOKEN"}');
  });

  it.each([
    ['{ A: { secret: hunter2 } }', 'secret 8: hunter2'],
    ['{ A: { secret: "env:with blank" } }', 'secret 8: "env:with blank"'],
    ['{ A: { secret: "file:relative" } }', 'secret 8: "file:relative"'],
    ['{ A: { secret: env:X, more: 1 } }', 'unknown-key 8: more'],
    ['{ A: { secrets: env:X } }', 'unknown-key 8: secrets'],
    ['{ A: 1 }', 'wrong-type 8: 1'],
    ['{ A: [x] }', 'wrong-type 8: [x]'],
  ])('is refused when it is written as %s', (env, problem) => {
    expect(shortProblems(withEnv(env))).toContain(problem);
  });

  it('that was written down itself is not repeated by the message', () => {
    const [problem] = problemsIn(withEnv('{ A: { secret: hunter2 } }'));

    expect(`${problem?.message} ${problem?.remedy}`).not.toContain('hunter2');
  });

  it('that nobody could read refuses the deployment by name', () => {
    const spec = specOf(withEnv('{ B: { secret: env:B_TOKEN } }'));

    expect(refuseUnreadableSecrets(spec)).toMatchObject({
      code: 'secret-unreadable',
      message: 'B of staging is read from env:B_TOKEN, and the control plane finds nothing there',
    });
    expect(refuseUnreadableSecrets(specOf(withEnv('{ B: plain }')))).toBeNull();
  });
});
