import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { routerAdmin } from '../../src/drivers/shared/router-admin.ts';
import { plimsoll } from './world/program.ts';
import { explain, follow, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

// Real processes behind the real router: an environment that somebody holds, that is changed behind the control plane's back,
// and that gets an earlier release back after completion.

const PRODUCTION = { unit: 'counter', environment: 'production' } as const;
const INSTANCES = 2;

let world: World;
beforeEach(async () => {
  world = await newWorld({ greeting: 'one', instances: INSTANCES });
});
afterEach(async () => {
  expect(await world?.end()).toEqual([]);
});

/** What a user gets now. */
async function answered() {
  const { headers, status } = await fetch((await world.router.state()).address);
  return { status, release: headers.get('x-release'), greeting: headers.get('x-greeting') };
}

/** Somebody changes the router past the control plane. */
async function interfere(traffic: object): Promise<void> {
  const admin = routerAdmin(join(world.plane.dir, '.plimsoll', 'sites', 'counter', 'production', 'router'));
  const { epoch } = await admin.get('/state', z.object({ epoch: z.int() }), AbortSignal.timeout(5_000));
  await admin.post(
    '/shift',
    { effect: `by-hand/${Date.now()}`, epoch, traffic },
    z.unknown(),
    AbortSignal.timeout(5_000),
  );
}

const shipUnderLoad = async () => {
  const users = await world.users();
  const shipped = await ship(world.plane, world.approver);
  await users.leave();
  expect(shipped.view.phase).toBe('completed');
  return shipped;
};

it('an earlier release comes back after completion with its own configuration, and no request is lost', async () => {
  await world.counter.release('2.0.0', {}, { greeting: 'two', instances: INSTANCES });
  const second = await shipUnderLoad();
  expect(await answered()).toEqual({ status: 200, release: '2.0.0', greeting: 'two' });

  const users = await world.users();
  world.router.start();
  const asked = await plimsoll(
    world.plane.dir,
    'rollback',
    second.id,
    '--to',
    '1.0.0',
    '--reason',
    'it leaks',
    '-o',
    'json',
  );
  const { id } = (JSON.parse(asked.out) as { readonly data: { readonly id: string } }).data;
  const back = await follow(world.plane, world.approver, id, 0);
  const samples = await world.router.stop();
  await users.leave();

  expect(back.view).toMatchObject({ phase: 'rolled-back', restores: '1.0.0' });
  expect(users.failures).toEqual([]);
  expect(users.sent).toBeGreaterThan(300);
  expect(Math.min(...samples.map(({ capacity }) => capacity))).toBeGreaterThanOrEqual(INSTANCES - 1);
  expect(await answered()).toEqual({ status: 200, release: '1.0.0', greeting: 'one' });
  expect(await world.plane.client.environment(PRODUCTION)).toMatchObject({
    stable: { version: '1.0.0', deployment: id },
    hold: { deployment: id },
    drift: null,
  });
  console.info(
    `restoration: ${users.sent} requests, 0 lost, traffic back after ${back.view.rollback?.trafficBackSeconds} s`,
  );

  await explain(world.plane, world.approver, id);
  expect((await world.plane.client.environment(PRODUCTION)).hold).toBeNull();
});

it('a rollback of a deployment under way brings the configuration of the release before back, too', async () => {
  await world.counter.release('2.0.0', {}, { greeting: 'two', instances: INSTANCES });
  const users = await world.users();
  const shipped = await ship(world.plane, world.approver, {
    onEvent: async ({ type }, id) => {
      if (type === 'ProductionDeployed') await world.plane.client.ask(id, { kind: 'rollback', reason: 'it is slow' });
    },
  });
  await users.leave();

  expect(shipped.view.phase).toBe('rolled-back');
  expect(users.failures).toEqual([]);
  expect(await answered()).toEqual({ status: 200, release: '1.0.0', greeting: 'one' });
});

it('what somebody changed past the control plane is told, stops the next release, and is put back once it is signed', async () => {
  await interfere({ kind: 'out-of-service' });
  expect((await answered()).status).toBe(503);

  const shown = await plimsoll(world.plane.dir, 'environment', 'show', 'production');
  expect(shown.out).toContain('traffic: recorded all to stable, found out of service');
  await world.counter.release('2.0.0', {}, { instances: INSTANCES });
  const shipping = ship(world.plane, world.approver);
  await until(async () => (await world.plane.client.list()).some(({ phase }) => phase === 'queued'));
  expect((await answered()).status).toBe(503);
  const doctor = await plimsoll(world.plane.dir, 'doctor');
  expect(doctor.out).toContain('drift production');

  await world.approver.act(world.plane.client, PRODUCTION, 'accept-drift', 'it was a drill');
  expect(await answered()).toMatchObject({ status: 200, release: '1.0.0' });
  const users = await world.users();
  expect((await shipping).view.phase).toBe('completed');
  await users.leave();
});

it('a held environment takes no release and gives one back; an approver lets it go', async () => {
  const held = await plimsoll(world.plane.dir, 'environment', 'hold', 'production', '--reason', 'an audit');
  expect(held).toMatchObject({ exit: 0, out: expect.stringContaining('an audit') });
  await world.counter.release('2.0.0', {}, { instances: INSTANCES });
  const users = await world.users();
  const shipping = ship(world.plane, world.approver);
  await until(async () => (await world.plane.client.list()).some(({ phase }) => phase === 'queued'));

  const status = await plimsoll(world.plane.dir, 'status');
  expect(status.out).toMatch(/waiting +for the hold on production by local:os\/\d+: an audit/);
  expect(await plimsoll(world.plane.dir, 'environment', 'release', 'production', '--reason', 'over')).toMatchObject({
    exit: 12,
  });
  await world.approver.act(world.plane.client, PRODUCTION, 'release', 'the audit is over');

  expect((await shipping).view.phase).toBe('completed');
  await users.leave();
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(100);
}
