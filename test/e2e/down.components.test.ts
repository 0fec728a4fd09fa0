import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlPlaneHere } from './world/control-plane.ts';
import { plimsoll } from './world/program.ts';
import { follow, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  expect(await world?.end()).toEqual([]);
});

describe('plimsoll down while production is in flight', () => {
  it('is refused; forced, it leaves the weight as it is, and the next command goes on from there', async () => {
    // Long enough that it is still under way when it is left, however slow the machine.
    const stages = [
      { weight: '20%', duration: '15s' },
      { weight: '50%', duration: '2s' },
    ];
    await world.counter.release('1.1.0', {}, { stages });
    const users = await world.users();
    const begun = await ship(world.plane, world.approver, { until: 'TrafficShifted' });

    const refused = await plimsoll(world.plane.dir, 'down', '-o', 'json');
    const forced = await plimsoll(world.plane.dir, 'down', '--force-leave');
    const left = await world.router.state();
    const next = await ControlPlaneHere.start(world.plane.dir);
    const ended = await follow(next, world.approver, begun.id, begun.events.at(-1)?.line.version ?? 0);

    await users.leave();
    expect(refused.exit).toBe(4);
    expect(JSON.parse(refused.out)).toMatchObject({ ok: false, errors: [{ code: 'production-in-flight' }] });
    expect(forced.exit).toBe(0);
    expect(left.traffic).toEqual({ kind: 'split', candidate: 200 });
    expect(next.pid).not.toBe(world.plane.pid);
    expect(ended.view.phase).toBe('completed');
    expect(ended.events.filter(({ type }) => type === 'TrafficShifted')).toHaveLength(2);
    expect(users.failures).toEqual([]);
  });
});
