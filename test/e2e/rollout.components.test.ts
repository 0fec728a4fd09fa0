import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventOf, explain, ship } from './world/shipping.ts';
import type { Sample } from './world/watch-router.ts';
import { within } from './world/within.ts';
import { newWorld, type World } from './world/world.ts';

/** Instances of stable that its environment is configured with. */
const FLOOR = 2;

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  expect(await world?.end()).toEqual([]);
});

/** Ships what is committed under load, looked at from outside every 50 ms. */
async function shipWatched() {
  const users = await world.users();
  const watch = world.router;
  watch.start();
  const shipped = await ship(world.plane, world.approver);
  const samples = await watch.stop();
  await users.leave();
  return { ...shipped, users, samples };
}

describe('a rollout under load', () => {
  it('takes a good release to all traffic without one failed request, and stable never falls below its floor', async () => {
    await world.counter.release('1.1.0');

    const { view, users, samples } = await shipWatched();

    expect(view.phase).toBe('completed');
    expect(users.failures).toEqual([]);
    expect(users.sent).toBeGreaterThan(1_000);
    expect(samples.length).toBeGreaterThan(50);
    expect(samples.filter(({ serving }) => serving < FLOOR)).toEqual([]);
    expect(weightsOf(samples)).toEqual([0, 200, 500, 1000, 0]);
  });

  it('takes a bad release back: weight 0 within a second of the verdict, and only its own answers failed', async () => {
    await world.counter.release('1.2.0', { failEvery: 4 });

    const { id, view, events, users, samples } = await shipWatched();

    expect(view.phase).toBe('rolled-back');
    const verdict = eventOf({ events }, 'RollbackStarted');
    const back = eventOf({ events }, 'TrafficReturned');
    expect(verdict.cause.kind).toMatch(/^(gate|trigger)$/);
    expect(back.at - verdict.at).toBeLessThan(within(1_000));
    expect(lastWithCandidate(samples) - verdict.at).toBeLessThan(within(1_000));
    expect(new Set(users.failures.map(({ what, release }) => `${release} ${what}`))).toEqual(new Set(['1.2.0 500']));
    expect(samples.filter(({ serving }) => serving < FLOOR)).toEqual([]);
    expect(weightsOf(samples)).toEqual([0, 200, 0]);
    await explain(world.plane, world.approver, id);
  });
});

/** The weights that the router really gave, in their order. */
const weightsOf = (samples: readonly Sample[]): readonly (number | null)[] =>
  samples.map(({ candidate }) => candidate).filter((weight, at, all) => at === 0 || weight !== all[at - 1]);

/** When the candidate was last seen with traffic. */
const lastWithCandidate = (samples: readonly Sample[]): number =>
  samples.findLast(({ candidate }) => candidate !== 0)?.at ?? 0;
