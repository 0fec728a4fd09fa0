import { afterEach, expect, it } from 'vitest';
import type { Settings } from './world/counter.ts';
import { eventOf, type Shipping, ship } from './world/shipping.ts';
import type { Sample } from './world/watch-router.ts';
import { newWorld, type World } from './world/world.ts';

const INSTANCES = 4;
/** Looks of one sample are not of one moment: an instance may leave the router's list between being listed and being asked. */
const JUST_LEFT = 1;

const WAYS: readonly (readonly [name: string, rollout: readonly string[], floor: number])[] = [
  ['blue-green', ['strategy: blue-green', 'validation_period: 2s', 'rollback_trigger: error_rate > 30%'], INSTANCES],
  [
    'rolling, the new instances first',
    ['strategy: rolling', 'max_unavailable: 25%', 'max_surge: 25%', 'batch_duration: 2s'],
    INSTANCES - 1,
  ],
  [
    'rolling, the old instances first',
    ['strategy: rolling', 'max_unavailable: 1', 'max_surge: 0', 'batch_duration: 2s'],
    INSTANCES - 1,
  ],
];

let world: World;
afterEach(async () => {
  expect(await world?.end()).toEqual([]);
});

it.each(WAYS)(
  '%s under load loses no request forward and back, and enough instances serve at every moment',
  async (_, rollout, floor) => {
    const settings: Settings = { rollout, instances: INSTANCES };
    world = await newWorld(settings);

    await world.counter.release('1.1.0', {}, settings);
    const good = await shipWatched();
    expect(good.view.phase).toBe('completed');
    expect(good.users.failures).toEqual([]);
    expect(good.users.sent).toBeGreaterThan(1_000);

    await world.counter.release('1.2.0', {}, settings);
    const back = await shipWatched(async ({ type }, id) => {
      if (type === 'ProductionDeployed')
        await world.plane.client.ask(id, { kind: 'rollback', reason: 'the test wants it back' });
    });
    expect(back.view.phase).toBe('rolled-back');
    expect(back.users.failures).toEqual([]);
    expect(eventOf(back, 'TrafficReturned').traffic).toEqual({ kind: 'split', candidate: 0 });

    for (const samples of [good.samples, back.samples]) {
      expect(samples.length).toBeGreaterThan(50);
      expect(under(samples, floor)).toEqual([]);
    }
  },
);

it('a bad batch is taken back: only its own answers failed', async () => {
  const settings: Settings = { rollout: WAYS[1]?.[1] ?? [], instances: INSTANCES };
  world = await newWorld(settings);
  await world.counter.release(
    '1.1.0',
    { failEvery: 2 },
    { ...settings, rollout: [...(settings.rollout ?? []), 'gates: [error_rate < 10%]'] },
  );

  const { view, users, samples } = await shipWatched();

  expect(view.phase).toBe('rolled-back');
  expect(new Set(users.failures.map(({ what, release }) => `${release} ${what}`))).toEqual(new Set(['1.1.0 500']));
  expect(Math.max(...samples.map(({ candidate }) => candidate ?? 0))).toBe(250);
});

/** Ships what is committed under load, looked at from outside every 50 ms. */
async function shipWatched(onEvent?: Shipping['onEvent']) {
  const users = await world.users();
  world.router.start();
  const shipped = await ship(world.plane, world.approver, onEvent === undefined ? {} : { onEvent });
  const samples = await world.router.stop();
  await users.leave();
  return { ...shipped, users, samples };
}

/** The samples in a row that show fewer than the floor: a single one may have looked at an instance that just left. */
const under = (samples: readonly Sample[], floor: number): readonly Sample[] =>
  samples.filter(({ capacity }, at) => capacity < floor && (samples[at + JUST_LEFT]?.capacity ?? floor) < floor);
