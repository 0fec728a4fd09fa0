import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import type { RollingSpec, StrategySpec } from '../core/strategy/strategy.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aBlueGreen, anEnvironment, aRolling } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
/** How many instances served after each change, as the router and the target had it. */
let served: { readonly serving: number; readonly running: number }[];

beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  served = [];
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

const INSTANCES = 4;

/** A unit of four instances that goes by a strategy. */
const going = (rollout: StrategySpec, instances = INSTANCES): UnitSpec => {
  const spec = aQuickUnit();
  const { target } = anEnvironment('production');
  const production = anEnvironment('production', {
    rollout,
    target: { ...target, instances },
    bake: { duration: QUICK, smoke: null, gates: null },
  });
  return { ...spec, environments: { staging: anEnvironment('staging'), production } };
};

const count = (value: number) => ({ kind: 'count', count: value }) as const;
const newFirst = (): RollingSpec => aRolling({ batchDuration: QUICK });
const oldFirst = (): RollingSpec => aRolling({ batchDuration: QUICK, maxSurge: count(0), maxUnavailable: count(1) });

/** From here on every change is looked at once it was carried out. */
function watchCapacity(): void {
  const { signal } = new AbortController();
  bench.machine.afterwards = async ({ site, effect }) => {
    if (site !== 'checkout/production' || effect === '') return;
    const { router, target } = bench.machine.site('checkout');
    const { traffic, stable, candidate } = await router.observe(signal);
    const healthy = new Set((await target.observe(signal)).instances.filter((one) => one.healthy).map(({ id }) => id));
    const share = traffic.kind === 'split' ? traffic.candidate : 0;
    const members = [...(share < 1000 ? stable : []), ...(share > 0 ? candidate : [])];
    served.push({ serving: members.filter(({ id }) => healthy.has(id)).length, running: healthy.size });
  };
}

const least = (): number => Math.min(...served.map(({ serving }) => serving));
const most = (): number => Math.max(...served.map(({ running }) => running));

/** What runs: `old` is what served before, `new` what was brought. */
async function running(): Promise<readonly string[]> {
  const { instances } = await bench.machine.site('checkout').target.observe(new AbortController().signal);
  const before = bench.life.deployment('dep_1');
  const old = 'release' in before ? before.release?.id : undefined;
  return instances.map(({ releaseId, track }) => `${releaseId === old ? 'old' : 'new'} ${track}`);
}

describe('rolling', () => {
  it.each([
    ['the new instances first: none is missing, one is there beside the others', newFirst(), 4, 5],
    ['the old instances first: one is missing, none is there beside the others', oldFirst(), 3, 4],
  ])('%s', async (_, rollout, floor, size) => {
    const spec = going(rollout);
    await bench.serving(spec);
    watchCapacity();

    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', 'completed', minutes(10));

    expect([least(), most()]).toEqual([floor, size]);
    expect(await running()).toEqual(Array(INSTANCES).fill('new stable'));
    const shares = (await bench.life.entries('dep_2')).filter(({ type }) => type === 'TrafficShifted');
    expect(shares.map(({ body }) => (body as { traffic: { candidate: number } }).traffic.candidate)).toEqual([
      250, 500, 750, 1000,
    ]);
  });

  it.each([
    ['the new instances first', newFirst(), 4, 5],
    ['the old instances first', oldFirst(), 3, 4],
  ])('walks back by its batches, %s', async (_, rollout, floor, size) => {
    const spec = going(rollout);
    await bench.serving(spec);
    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', (one) => one.phase === 'rolling-out' && one.stage.index === 2, minutes(5));
    watchCapacity();

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'it is slow' });
    await bench.life.until('dep_2', 'rolled-back', minutes(5));

    expect(least()).toBeGreaterThanOrEqual(Math.min(floor, 3));
    expect(most()).toBeLessThanOrEqual(size);
    expect(await running()).toEqual(Array(INSTANCES).fill('old stable'));
    expect((await bench.machine.site('checkout').router.observe(new AbortController().signal)).traffic).toEqual({
      kind: 'split',
      candidate: 0,
    });
  });

  it.each([
    ['with room for a second one, never without', newFirst(), 1],
    ['without room, out of service for the while', oldFirst(), 0],
  ])('replaces a single instance, %s, and brings it back', async (_, rollout, floor) => {
    const spec = going(rollout, 1);
    await bench.serving(spec);
    watchCapacity();
    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', 'baking', minutes(10));
    expect(await running()).toEqual(['new candidate']);

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'it is slow' });
    await bench.life.until('dep_2', 'rolled-back', minutes(5));

    expect(least()).toBe(floor);
    expect(await running()).toEqual(['old stable']);
  });

  it('comes back from the bake too, when none of stable is left', async () => {
    const spec = going(newFirst());
    await bench.serving(spec);
    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', 'baking', minutes(10));
    watchCapacity();

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'it is slow' });
    await bench.life.until('dep_2', 'rolled-back', minutes(5));

    expect([least(), most()]).toEqual([4, 5]);
    expect(await running()).toEqual(Array(INSTANCES).fill('old stable'));
  });

  it('goes on after the control plane was killed at any of its steps, and ends the same', async () => {
    const spec = going(newFirst());
    await bench.serving(spec);
    await bench.approved('dep_2', '2', spec);
    for (let step = 0; step < 12; step += 1) {
      await bench.clock.advance(seconds(4));
      bench.life.kill();
      await bench.life.start();
    }
    await bench.life.until('dep_2', 'completed', minutes(20));

    expect(await running()).toEqual(Array(INSTANCES).fill('new stable'));
  });
});

describe('blue-green', () => {
  it('is watched at all traffic while stable stays warm, and settles after the bake', async () => {
    const spec = going(aBlueGreen({ validationPeriod: QUICK }));
    await bench.serving(spec);
    watchCapacity();

    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', 'baking', minutes(5));
    expect((await running()).filter((one) => one === 'old stable')).toHaveLength(INSTANCES);
    await bench.life.until('dep_2', 'completed', minutes(5));

    expect(least()).toBe(INSTANCES);
    expect(await running()).toEqual(Array(INSTANCES).fill('new stable'));
  });

  it('flips back at once when its own trigger is proven', async () => {
    const spec = going(aBlueGreen({ validationPeriod: minutes(5) }));
    await bench.serving(spec);
    bench.machine.site('checkout').load.errors.candidate = 0.5;

    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', 'rolled-back', minutes(5));

    const cause = (await bench.life.entries('dep_2')).find(({ type }) => type === 'RollbackStarted');
    expect(JSON.stringify(cause?.body)).toContain('error_rate > ');
    expect(await running()).toEqual(Array(INSTANCES).fill('old stable'));
  });
});
