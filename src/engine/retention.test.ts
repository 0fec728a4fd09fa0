import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInProduction } from '../core/deployment/state.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import type { Digest } from '../core/kernel/id.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { aUnitSpec, BUILDER } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { slotStream } from './streams.ts';

/** Two releases are kept: what serves, and the one before. */
const unit = aQuickUnit({ rollback: { ...aUnitSpec().rollback, keepReleases: 2 } });
const ALWAYS = new AbortController().signal;

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(() => bench.end());

/** The first so many releases, each of which has served. */
const served = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n += 1) {
    await bench.approved(`dep_${n}`, String(n), unit);
    await bench.life.until(`dep_${n}`, 'completed');
  }
};
const digestOf = (id: string): string => bench.life.deployment(id).release?.artifacts[0]?.digest ?? '';
const isStored = (id: string): Promise<boolean> =>
  bench.machine.drivers.registry('checkout', { type: 'local' }).has('checkout', digestOf(id), ALWAYS);
const besides = async (id: string): Promise<number> => {
  const store = bench.machine.drivers.statementStore('checkout', { type: 'local' });
  return (await store.beside('checkout', digestOf(id) as Digest, ALWAYS)).length;
};
const removed = (): readonly string[] =>
  bench.machine.calls.flatMap(({ act, effect }) => (act === 'registry.remove' ? [effect] : []));
const slotEvents = async (): Promise<readonly string[]> =>
  (await bench.journal.read(slotStream('checkout', 'production')))
    .map(({ type }) => type)
    .filter((type) => /Prun/.test(type));

describe('retention', () => {
  it('removes what a completed deployment makes superfluous by itself, written down before and after', async () => {
    await served(3);
    expect(await isStored('dep_1')).toBe(true);
    expect(await besides('dep_1')).toBe(1);

    await bench.clock.advance(seconds(3));

    expect(await isStored('dep_1')).toBe(false);
    expect(await isStored('dep_2')).toBe(true);
    expect(await isStored('dep_3')).toBe(true);
    // What is attached to an artifact goes and stays with it.
    expect([await besides('dep_1'), await besides('dep_2'), await besides('dep_3')]).toEqual([0, 1, 1]);
    expect(await slotEvents()).toEqual(['PruneStarted', 'ReleasesPruned']);
    const [gone] = bench.life.production().pruned;
    expect(gone).toMatchObject({ by: { kind: 'system' }, deployments: ['dep_1'], digests: [digestOf('dep_1')] });
    expect(bench.life.problems).toEqual([]);
  });

  it('says what would go and why the others stay, and changes nothing by that', async () => {
    await served(2);
    await bench.approved('dep_3', '3', unit);
    await bench.life.until('dep_3', isInProduction);

    expect(await bench.life.retention()).toMatchObject({
      goes: [],
      stays: [
        { deployment: 'dep_3', because: 'in-use' },
        { deployment: 'dep_2', because: 'serves' },
        { deployment: 'dep_1', because: 'stands-by' },
      ],
    });
    expect(await slotEvents()).toEqual([]);
  });

  it('is not for agents', async () => {
    await served(3);
    const pruned = await bench.life.prune({ principal: BUILDER, proof: 'token' });

    expect(isRefusal(pruned) && pruned.code).toBe('prune-not-allowed');
    expect(removed()).toEqual([]);
  });

  it('is ended by the next control plane when one is killed in the middle', async () => {
    await served(3);
    bench.machine.interpose = ({ act }) => {
      if (act === 'registry.remove') bench.life.kill();
    };
    await bench.clock.advance(seconds(3));
    expect(await slotEvents()).toEqual(['PruneStarted']);
    bench.machine.interpose = () => undefined;

    await bench.life.start();
    await bench.clock.advance(seconds(3));

    expect(await slotEvents()).toEqual(['PruneStarted', 'ReleasesPruned']);
    expect(await isStored('dep_1')).toBe(false);
    expect(bench.life.production().pruning).toBeNull();
  });

  it('tries again later when the registry fails, and a person may at once', async () => {
    await served(3);
    bench.machine.interpose = ({ act }) => {
      if (act === 'registry.remove') throw new DriverError('the disk is read-only', { retryable: true });
    };
    await bench.clock.advance(seconds(3));
    expect(bench.life.problems.join()).toContain('the disk is read-only');
    bench.machine.interpose = () => undefined;

    const pruned = await bench.life.prune();

    expect(pruned).toMatchObject({ goes: [{ deployments: ['dep_1'] }], bytes: expect.any(Number) });
    expect(await isStored('dep_1')).toBe(false);
    await bench.clock.advance(minutes(2));
    expect(await slotEvents()).toEqual(['PruneStarted', 'ReleasesPruned']);
  });

  it('removes nothing where what runs cannot be seen', async () => {
    await served(3);
    bench.machine.interpose = ({ act, site }) => {
      if (act === 'target.observe' && site === 'checkout/staging')
        throw new DriverError('no answer', { retryable: true });
    };

    await expect(bench.life.prune()).rejects.toThrow('no answer');
    await bench.clock.advance(seconds(10));

    expect(removed()).toEqual([]);
    expect(await slotEvents()).toEqual([]);
  });

  it('waits while a release is packaged, for that may be one of those to go', async () => {
    await served(2);
    let isBuilt: () => void = () => undefined;
    const building = new Promise<void>((resolve) => {
      isBuilt = resolve;
    });
    await bench.approved('dep_3', '3', unit);
    bench.machine.interpose = ({ act }) => (act === 'builder.build' ? building : undefined);
    // The very release that is about to go is built again.
    await bench.life.open('dep_again', '1', unit);
    await bench.life.until('dep_3', 'completed');

    const pruned = await bench.life.prune();
    expect(isRefusal(pruned) && pruned.code).toBe('packaging-under-way');
    await bench.clock.advance(seconds(10));
    expect(removed()).toEqual([]);
    isBuilt();
    await bench.clock.advance(seconds(10));

    expect(bench.life.deployment('dep_again').release).not.toBeNull();
    expect(await isStored('dep_again')).toBe(true);
    expect(removed()).toEqual([]);
  });

  it('holds packaging back while it removes, and what is packaged then is stored', async () => {
    await served(3);
    let isRemoved: () => void = () => undefined;
    const removing = new Promise<void>((resolve) => {
      isRemoved = resolve;
    });
    bench.machine.afterwards = ({ act }) => (act === 'registry.remove' ? removing : undefined);
    await bench.clock.advance(seconds(3));
    await bench.life.open('dep_again', '1', unit);
    await bench.clock.advance(seconds(5));
    expect(bench.life.deployment('dep_again')).toMatchObject({ phase: 'packaging', release: null });

    isRemoved();
    await bench.clock.advance(seconds(5));

    expect(await isStored('dep_again')).toBe(true);
    expect(bench.life.production().pruned).toMatchObject([{ deployments: ['dep_1'] }]);
  });
});
