import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haproxySocket } from '../../src/drivers/shared/haproxy/runtime-socket.ts';
import { type RealHaproxy, realHaproxy } from '../../src/drivers/shared/haproxy/testing/real-haproxy.ts';
import { eventOf, explain, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

let haproxy: RealHaproxy;
let world: World;
beforeAll(async () => {
  haproxy = await realHaproxy();
  world = await newWorld(settings());
});
afterAll(async () => {
  const left = await world?.end();
  await haproxy?.stop();
  expect(left).toEqual([]);
});

const { signal } = new AbortController();
/** Users are at HAProxy, and everything else is as with the embedded router. */
const settings = () => ({
  router: `{ type: haproxy, socket: ${haproxy.socket}, backend: checkout, files: ${haproxy.files}, latency: log }`,
  // Judged by what its log told, too: without that no stage would end well.
  gate: 'error_rate < 10%, latency_p50 < 10s',
  address: haproxy.address,
});
const shareNow = async () => {
  const text = await haproxySocket(haproxy.socket).ask('show map run/checkout.map', signal);
  return Number(/ share (-?\d+)$/m.exec(text)?.[1]);
};
const serversNow = async () =>
  (await haproxySocket(haproxy.socket).ask('show stat', signal)).match(/^checkout-(?:stable|candidate),(?!BACKEND)/gm);

describe('a rollout through HAProxy', () => {
  it('takes a good release to all traffic without one failed request, judged by what HAProxy counted', async () => {
    await world.counter.release('1.1.0', {}, settings());
    const users = await world.users();

    const { view, events } = await ship(world.plane, world.approver);
    await users.leave();

    expect(view.phase).toBe('completed');
    expect(users.failures).toEqual([]);
    expect(users.sent).toBeGreaterThan(500);
    expect(eventOf({ events }, 'ProductionDeployed')).toBeDefined();
    expect([await shareNow(), (await serversNow())?.length]).toEqual([0, 2]);
  });

  it('takes a bad release back, and only its own answers failed', async () => {
    await world.counter.release('1.2.0', { failEvery: 4 }, settings());
    const users = await world.users();

    const { id, view, events } = await ship(world.plane, world.approver);
    await users.leave();

    expect(view.phase).toBe('rolled-back');
    expect(eventOf({ events }, 'RollbackStarted').cause.kind).toMatch(/^(gate|trigger)$/);
    expect(new Set(users.failures.map(({ what, release }) => `${release} ${what}`))).toEqual(new Set(['1.2.0 500']));
    expect(await shareNow()).toBe(0);
    await explain(world.plane, world.approver, id);
  });

  it('serves on after a reload of HAProxy, as it did', async () => {
    const before = await serversNow();

    await haproxy.reload();

    expect([await serversNow(), await shareNow()]).toEqual([before, 0]);
    expect((await fetch(haproxy.address)).headers.get('x-release')).toBe('1.1.0');
  });
});
