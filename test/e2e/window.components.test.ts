import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventOf, type Happened, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

/** Steps that take traffic forward or begin to. */
const FORWARD: readonly Happened['type'][] = [
  'PromotionStarted',
  'CandidatePrepared',
  'TrafficShifted',
  'StageAdvanced',
  'ProductionDeployed',
  'SettlingStarted',
];

let world: World;
/** How much slower this machine is than one on which a first release takes twenty seconds. */
let slow = 1;
beforeAll(async () => {
  const begun = performance.now();
  world = await newWorld();
  slow = Math.max(1, Math.ceil((performance.now() - begun) / 20_000));
});
afterAll(async () => {
  expect(await world?.end()).toEqual([]);
});

describe('a blackout window that opens in a rollout', () => {
  it('holds the weight, lets it go on by itself, and never stands in the way of a rollback', async () => {
    // The first opens in the middle of stage 1, the second in stage 2, which nothing but a rollback ends. Approving waits for its
    // hour, and what a slow machine takes longer for has as much more room.
    const now = Math.ceil(Date.now() / 1_000) * 1_000;
    const inSeconds = (seconds: number): number => now + seconds * slow * 1_000;
    const first = { from: inSeconds(32), to: inSeconds(40) };
    const second = { from: inSeconds(52), to: inSeconds(600) };
    await world.counter.release(
      '1.1.0',
      {},
      {
        stages: [
          { weight: '20%', duration: `${12 * slow}s` },
          { weight: '50%', duration: '4m' },
        ],
        blackouts: [
          'timezone: UTC',
          'lookahead: start',
          'windows:',
          `  - { name: first, from: "${written(first.from)}", to: "${written(first.to)}" }`,
          `  - { name: second, from: "${written(second.from)}", to: "${written(second.to)}" }`,
        ],
      },
    );
    const users = await world.users();
    const heldAt: number[] = [];

    const { view, events } = await ship(world.plane, world.approver, {
      onEvent: async (event, id) => {
        if (event.type === 'ApprovalRequested') await wait(Math.max(0, first.from - slow * 10_000 - Date.now()));
        if (event.type !== 'HoldPlaced' || event.hold.reason !== 'window') return;
        const { traffic } = await world.router.state();
        heldAt.push(traffic.kind === 'split' ? traffic.candidate : -1);
        if (heldAt.length === 2) await world.plane.client.ask(id, { kind: 'rollback', reason: 'a person said so' });
      },
    });

    await users.leave();
    expect(heldAt).toEqual([200, 500]);
    const inside = events.filter(({ at }) => [first, second].some(({ from, to }) => at >= from && at < to));
    expect(inside.filter(({ type }) => FORWARD.includes(type))).toEqual([]);
    const lifted = events.find((event) => event.type === 'HoldLifted' && event.reason === 'window');
    expect(lifted?.at).toBeGreaterThanOrEqual(first.to);
    expect(eventOf({ events }, 'StageAdvanced').at).toBeGreaterThanOrEqual(first.to);
    expect(view.phase).toBe('rolled-back');
    expect(eventOf({ events }, 'RolledBack').at).toBeLessThan(second.to);
    expect(users.failures).toEqual([]);
  });
});

/** A wall time of UTC, to the second. */
const written = (at: number): string => new Date(at).toISOString().slice(0, 19);
