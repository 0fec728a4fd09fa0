import { describe, expect, it } from 'vitest';
import { aConfiguration, fixture, load, specOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';
import { resolvedText } from './show-text.ts';

function shown(text: string, withOrigins: boolean, env: Record<string, string> = {}): string {
  const loaded = load(text, env);
  if (!('spec' in loaded)) throw new Error(loaded.problems.map(({ message }) => message).join(', '));
  return resolvedText(resolvedConfig(loaded.spec, loaded.origins), { withOrigins });
}

const lineWith = (text: string, begin: string): string =>
  text.split('\n').find((line) => line.trim().startsWith(begin)) ?? `no line begins with ${begin}`;

describe('the resolved view as text', () => {
  it.each([
    ['the smallest file', fixture('smallest.yaml')],
    ['what is built of the big example', fixture('big-example-built.yaml')],
    [
      'texts with signs of YAML',
      aConfiguration({
        staging:
          '{ target: { command: ["node", "a: b", "#c", "x,y", "[z]", "-d", "1"] }, validate: { smoke: { run: "echo \\"a # b\\"" } } }',
      }),
    ],
  ])('can be loaded again and means the same: %s', (_, text) => {
    const once = shown(text, false);

    expect(shown(once, false)).toBe(once);
    expect(shown(shown(text, true), false)).toBe(once);
    expect(specOf(once).environments.production?.rollout).toEqual(specOf(text).environments.production?.rollout);
  });

  const text = shown(
    aConfiguration({ unit: '{ name: shop, tier: critical }', production: `    health: { path: "\${AT}" }\n` }),
    true,
    { AT: '/up' },
  );

  it('says at the end of each line where its values came from', () => {
    expect(lineWith(text, 'name: shop')).toMatch(/ # plimsoll\.yaml:2$/);
    expect(lineWith(text, 'keep_releases:')).toMatch(/ # default$/);
    expect(lineWith(text, 'path: /up')).toMatch(/ # variable AT \(plimsoll\.yaml:\d+\)$/);
    expect(lineWith(text, 'command: [node')).toMatch(/ # plimsoll\.yaml:8$/);
  });

  it('says what the strategy decides where its stages were not written', () => {
    const production = text.split('  production:')[1] ?? '';

    expect(lineWith(production, 'strategy: canary')).toMatch(/ # plimsoll\.yaml:\d+$/);
    expect(lineWith(production, '- weight: 5%')).toMatch(/ # preset canary \(plimsoll\.yaml:\d+\)$/);
  });

  it('says what the tier decides where no rollout was written', () => {
    const all = shown(fixture('smallest.yaml'), true).split('  production:')[1] ?? '';

    expect(lineWith(all, 'strategy: canary')).toMatch(/ # preset tier critical \(plimsoll\.yaml:\d+\)$/);
  });

  it('shows what is not set without writing it', () => {
    expect(shown(aConfiguration(), false)).toContain('# listen: not set');
  });
});
