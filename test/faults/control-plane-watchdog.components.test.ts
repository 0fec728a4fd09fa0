import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from '../e2e/world/program.ts';
import { ship } from '../e2e/world/shipping.ts';
import { newWorld, type World } from '../e2e/world/world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  expect(await world?.end()).toEqual([]);
});

describe('a watchdog killed with -9 under load', () => {
  it('leaves the control plane at work; when that is killed too, the next command goes on from there', async () => {
    await world.counter.release('1.1.0');
    const { plane } = world;
    const users = await world.users();
    const first = plane.pid;

    const { view, events } = await ship(plane, world.approver, {
      onEvent: async ({ type }, id) => {
        if (type === 'CandidatePrepared') process.kill(plane.watchdog, 'SIGKILL');
        if (type !== 'StageAdvanced' || plane.pid !== first) return;
        // It went on alone up to here, and nobody starts it again.
        expect((await plane.client.about()).pid).toBe(first);
        plane.kill();
        expect((await plimsoll(plane.dir, 'status', id)).exit).toBe(0);
        await plane.decidesAgain(id);
      },
    });

    await users.leave();
    expect(plane.pid).not.toBe(first);
    expect(view.phase).toBe('completed');
    expect(events.filter(({ type }) => type === 'TrafficShifted')).toHaveLength(3);
    expect(users.failures).toEqual([]);
    expect((await plimsoll(plane.dir, 'verify')).exit).toBe(0);
  });
});
