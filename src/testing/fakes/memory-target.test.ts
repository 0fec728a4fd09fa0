import { describe, expect, it } from 'vitest';
import { aPlacement } from '../conformance/placement.ts';
import { targetConformance } from '../conformance/target.ts';
import { anEffect, PASSING } from '../conformance/workspace.ts';
import { memoryTarget } from './memory-target.ts';
import { emptyWorld } from './target-world.ts';

targetConformance('memory', async () => {
  const world = emptyWorld();
  return {
    make: (isImpatient = false) => memoryTarget({ world, isPatient: !isImpatient }),
    placement: ({ behaviour, ...asked }) => {
      world.behaviours.set(asked.release, behaviour);
      return aPlacement(asked);
    },
    crash: async ({ id }) => memoryTarget({ world }).crash(id),
    tearDown: async () => undefined,
  };
});

describe('the switches of the memory target', () => {
  const { signal } = new AbortController();
  const placement = aPlacement({ release: 'rel_1', track: 'candidate', instances: 1 });

  it('fail one act before anything is done, and only that one', async () => {
    const target = memoryTarget();
    target.failNext('prepare');

    await expect(target.prepare(placement, anEffect('prepare/1'))).rejects.toMatchObject(PASSING);
    expect((await target.observe(signal)).instances).toEqual([]);
    expect((await target.prepare(placement, anEffect('prepare/1'))).instances).toHaveLength(1);
    expect(target.calls.map((call) => call.act)).toEqual(['prepare', 'observe', 'prepare']);
  });

  it('lose an answer after all is done, so that repeating finds it done', async () => {
    const target = memoryTarget();
    target.loseNextAnswer('prepare');

    await expect(target.prepare(placement, anEffect('prepare/1'))).rejects.toThrow('lost');
    expect((await target.observe(signal)).instances).toHaveLength(1);
    expect((await target.prepare(placement, anEffect('prepare/1'))).instances).toHaveLength(1);
  });

  it('hang an act until it is stopped', async () => {
    const target = memoryTarget();
    const stop = new AbortController();
    target.hangNext('prepare');
    const preparing = target.prepare(placement, anEffect('prepare/1', { signal: stop.signal }));

    stop.abort();

    await expect(preparing).rejects.toMatchObject(PASSING);
    expect((await target.observe(signal)).instances).toEqual([]);
  });

  it('make an instance answer badly until it is told to answer well', async () => {
    const target = memoryTarget();
    const { instances } = await target.prepare(placement, anEffect('prepare/1'));
    const id = instances[0]?.id ?? '';

    target.setHealthy(id, false);
    expect((await target.observe(signal)).instances).toMatchObject([{ alive: true, healthy: false }]);
    target.setHealthy(id, true);
    expect((await target.observe(signal)).instances).toMatchObject([{ alive: true, healthy: true }]);
  });
});
