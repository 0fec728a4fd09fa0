import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Faults, Settings } from './world/counter.ts';
import { explain, type Shipped, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

/** A first stage that is long enough for what the instances do, also on a slow machine. */
const LONG: Settings = { stages: [{ weight: '20%', duration: '4m' }] };
/** So long an instance may be late, in seconds: nothing that is well is that late. */
const LATE = 15;

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  expect(await world?.end()).toEqual([]);
});

describe('a candidate that is not well', () => {
  it('is rolled back for crash-loop when it ends again and again', async () => {
    const { view, failures } = await shipped('2.0.0', { endsAfterMs: 5_000 }, { ...LONG, gate: 'error_rate < 95%' });

    expect(view.rollback?.cause.kind).toBe('crash-loop');
    expect(failures.filter(({ release }) => release === '1.0.0')).toEqual([]);
  });

  it('is rolled back for health when its health check is bad for longer than health_timeout', async () => {
    const settings = { ...LONG, healthTimeout: `${LATE}s` };
    const { view, events, failures } = await shipped('2.1.0', { sickAfter: 60 }, settings);

    expect(view.rollback?.cause.kind).toBe('health');
    const bad = events.find((event) => event.type === 'HealthChanged' && event.health.badSince !== null);
    const back = events.find((event) => event.type === 'RollbackStarted');
    expect((back?.at ?? 0) - (bad?.at ?? 0)).toBeGreaterThanOrEqual(LATE * 1_000);
    // It answered everything but its health check, and going back lost nothing.
    expect(failures).toEqual([]);
  });

  it('is rolled back while it is prepared when it never comes up, and stable is never touched', async () => {
    const before = await world.router.state();

    const { view, events, failures } = await shipped('2.2.0', { endsAtStart: true }, { healthTimeout: `${LATE}s` });

    expect(view.rollback?.cause.kind).toBe('prepare-failed');
    expect(events.filter(({ type }) => type === 'TrafficShifted')).toEqual([]);
    expect(await world.router.state()).toMatchObject({ stable: before.stable, candidate: [] });
    expect(failures).toEqual([]);
  });
});

/** Ships a release with faults under load and explains its rollback. */
async function shipped(version: string, faults: Faults, settings: Settings) {
  await world.counter.release(version, faults, settings);
  const users = await world.users();
  const done: Shipped = await ship(world.plane, world.approver);
  await users.leave();
  expect(done.view.phase).toBe('rolled-back');
  await explain(world.plane, world.approver, done.id);
  return { ...done, failures: users.failures };
}
