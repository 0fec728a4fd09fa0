import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventOf, ship } from './world/shipping.ts';
import { within } from './world/within.ts';
import { newWorld, type World } from './world/world.ts';

/** What died is started again within this, in milliseconds: one look of the keeper and a start. */
const BACK_WITHIN = within(4_000);
const LOOK_EVERY = 20;

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  expect(await world?.end()).toEqual([]);
});

describe('what serves users, killed with -9', () => {
  it('starts a stable instance again while nothing is under way, and users do not notice', async () => {
    const [first] = instances();
    const users = await world.users();

    process.kill(first?.process.pid ?? 0, 'SIGKILL');
    const back = await until(() => instances().find((one) => one.id === first?.id && one.restarts === 1 && one.proven));

    await users.leave();
    expect(back.port).toBe(first?.port);
    expect(back.process.pid).not.toBe(first?.process.pid);
    // Those that were under way in it are cut; the router sends all others to its neighbour.
    expect(users.failures.length).toBeLessThanOrEqual(5);
  });

  it('starts the router again in a rollout, on its port and with its weights, and the rollout goes on', async () => {
    await world.counter.release('1.1.0');
    const users = await world.users();
    const before = await world.router.state();
    let away = 0;

    const { view, events } = await ship(world.plane, world.approver, {
      onEvent: async ({ type }) => {
        if (type !== 'TrafficShifted' || away > 0) return;
        const inForce = await world.router.state();
        const pid = await world.router.pid();
        const begun = performance.now();
        process.kill(pid, 'SIGKILL');
        const after = await until(async () => ((await world.router.pid()) === pid ? undefined : world.router.state()));
        away = performance.now() - begun;
        expect(after).toMatchObject({ traffic: inForce.traffic, address: inForce.address, stable: inForce.stable });
      },
    });

    await users.leave();
    expect(view.phase).toBe('completed');
    expect(eventOf({ events }, 'TrafficShifted').traffic).toEqual({ kind: 'split', candidate: 200 });
    expect((await world.router.state()).address).toBe(before.address);
    expect(away).toBeGreaterThan(0);
    expect(away).toBeLessThan(BACK_WITHIN);
  });

  it('starts a candidate instance again in a rollout, which goes on', async () => {
    await world.counter.release('1.2.0');
    const users = await world.users();
    let killed = false;

    const { view } = await ship(world.plane, world.approver, {
      onEvent: async ({ type }) => {
        if (type !== 'CandidateSmoked') return;
        const { candidate } = await world.router.state();
        const one = instances().find(({ id }) => id === candidate[0]?.id);
        process.kill(one?.process.pid ?? 0, 'SIGKILL');
        killed = true;
        await until(() => instances().find(({ id, restarts }) => id === one?.id && restarts === 1));
      },
    });

    await users.leave();
    expect(killed).toBe(true);
    expect(view.phase).toBe('completed');
    expect(users.failures.filter(({ release }) => release !== null)).toEqual([]);
  });
});

interface InstanceOnDisk {
  readonly id: string;
  readonly port: number;
  readonly restarts: number;
  readonly proven: boolean;
  readonly process: { readonly pid: number };
}

/** The instances of production, as their target wrote them down. */
function instances(): readonly InstanceOnDisk[] {
  const dir = join(world.plane.dir, '.plimsoll', 'sites', 'counter', 'production', 'target', 'instances');
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as InstanceOnDisk);
}

/** Looks until there is something to see. */
async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const limit = performance.now() + 120_000;
  for (;;) {
    const seen = await Promise.resolve()
      .then(look)
      .catch(() => undefined);
    if (seen !== undefined) return seen;
    if (performance.now() > limit) throw new Error('it was not seen within 120 s');
    await wait(LOOK_EVERY);
  }
}
