import { expect, it } from 'vitest';
import { anOpening, aRelease } from './builders.ts';
import { journeyOf } from './journey.ts';

it('a first release and its successor both reach the end of their life', () => {
  const first = aRelease('1');
  const done = journeyOf(anOpening('dep_1', first), first).upTo('completed');
  expect(done.world.production).toMatchObject({ holder: null, stable: { release: { id: 'rel_1' } } });

  const second = aRelease('2');
  const canary = journeyOf(anOpening('dep_2', second), second, done.world, done.at).upTo('baking');
  expect(canary.world.deployment).toMatchObject({ signal: 'PRODUCTION_DEPLOYED', traffic: { candidate: 1000 } });
  expect(canary.upTo('completed').world.production.stable?.release.id).toBe('rel_2');
});

it('a rollback ends with the environment held and the artifacts barred', () => {
  const first = aRelease('1');
  const done = journeyOf(anOpening('dep_1', first), first).upTo('completed');
  const second = aRelease('2');
  const out = journeyOf(anOpening('dep_2', second), second, done.world, done.at).upTo('rolling-out');

  const back = out.say({ type: 'RollbackDeployment', reason: 'users complain' }).upTo('rolled-back');

  expect(back.world.deployment).toMatchObject({ signal: 'ROLLBACK_TRIGGERED', cause: { kind: 'person' } });
  expect(back.world.production).toMatchObject({ holder: null, hold: { barred: [second.artifacts[0]?.digest] } });
});
