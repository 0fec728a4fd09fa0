import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
let lies: Set<string>;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  lies = new Set(['dep_1', 'dep_2']);
  Object.assign(bench.machine.drivers, {
    workFolders: {
      list: async () => [...lies],
      remove: async (id: string) => {
        if (id === 'stuck') throw new Error('EACCES');
        lies.delete(id);
      },
    },
  });
});
afterEach(() => bench.end());

describe('the source tree of a deployment', () => {
  it('stays as long as anything may need it, and goes when the deployment is over', async () => {
    await bench.serving();
    expect([...lies]).toEqual(['dep_2']);

    await bench.approved('dep_2', '2');
    await bench.life.until('dep_2', 'rolling-out', minutes(1));
    expect([...lies]).toEqual(['dep_2']);
    await bench.life.until('dep_2', 'completed', minutes(5));

    expect([...lies]).toEqual([]);
  });

  it('goes at the next start where a control plane was killed before it could', async () => {
    await bench.serving();
    bench.life.kill();
    for (const left of ['dep_1', 'dep_cut_off', 'stuck']) lies.add(left);

    await bench.life.start();
    await bench.clock.advance(minutes(0));

    expect([...lies]).toEqual(['stuck']);
    expect(bench.life.problems.join()).toContain('a source tree could not be removed');
  });
});
