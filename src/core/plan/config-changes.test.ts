import { expect, it } from 'vitest';
import { anEnvironment, aRelease, aUnitSpec } from '../../testing/builders.ts';
import { configChanges, configChangeText } from './config-changes.ts';

const releaseWith = (env: Record<string, string>, instances = 2) => {
  const { target } = anEnvironment('production');
  const production = anEnvironment('production', { target: { ...target, env, instances } });
  return aRelease('1', aUnitSpec({ environments: { staging: anEnvironment('staging'), production } }));
};
const textsOf = (before: Record<string, string>, after: Record<string, string>) =>
  configChanges(releaseWith(before), releaseWith(after), 'production').map(configChangeText);

it('names the configuration keys that change, with their old and new values', () => {
  const changes = configChanges(releaseWith({ A: '1' }), releaseWith({ B: '2' }, 3), 'production');

  expect(changes.map(configChangeText)).toEqual([
    'target.env.A: 1 → none',
    'target.env.B: none → 2',
    'target.instances: 2 → 3',
  ]);
});

it.each([
  ['API_TOKEN', 'a', 'b'],
  ['DB_PASSWORD', 'a', 'b'],
  ['apiKey', 'a', 'b'],
  ['STRIPE_KEY', 'a', 'b'],
  ['DATABASE_URL', 'postgres://app:hunter2@db/app', 'postgres://app:hunter3@db/app'],
  ['SESSION', 'eyJhbGciOi', 'eyJhbGciOj'],
])('keeps back the values of %s, which may be secret', (name, before, after) => {
  expect(textsOf({ [name]: before }, { [name]: after })).toEqual([`target.env.${name}: changed, not shown`]);
});

it('is nothing for the same configuration, another environment, and a first release', () => {
  expect(textsOf({ A: '1' }, { A: '1' })).toEqual([]);
  expect(configChanges(releaseWith({}), releaseWith({ A: '1' }), 'elsewhere')).toEqual([]);
  expect(configChanges(null, releaseWith({ A: '1' }), 'production')).toEqual([]);
});
