import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
let letGo: () => void;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  await bench.serving();
  const { target } = bench.machine.site('checkout');
  const { prepare } = target;
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  // A driver that looks at its signal only when what it began is done.
  const slowly: typeof prepare = async (...asked) => {
    await released;
    return prepare.apply(target, asked);
  };
  Object.assign(target, { prepare: slowly });
  await bench.life.open('dep_2', '2');
  await bench.life.until('dep_2', 'awaiting-approval', minutes(1));
  await bench.life.approve('dep_2');
  await bench.clock.advance(seconds(1));
});
afterEach(() => bench.end());

describe('an engine that is stopped', () => {
  it('says that it has stopped only once what was under way has let go', async () => {
    const story: string[] = [];
    const stopped = bench.life.stop().then(() => story.push('stopped'));
    await bench.clock.advance(seconds(2));
    story.push('let go');
    letGo();
    await stopped;

    expect(story).toEqual(['let go', 'stopped']);
  });

  it('waits for no driver that never lets go', async () => {
    const stopped = bench.life.stop();
    await bench.clock.advance(seconds(5));

    await expect(stopped).resolves.toBeUndefined();
    letGo();
  });
});
