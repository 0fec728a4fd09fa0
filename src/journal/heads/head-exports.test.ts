import { describe, expect, it } from 'vitest';
import { type HeadExport, HeadExports } from './head-exports.ts';
import { type HeadPlace, HeadsDiverged } from './head-place.ts';

/** A place whose every answer the test gives, and exports that look again only when they are woken. */
function exporting(notes: string[], answer: (notes: readonly string[]) => void) {
  const told: HeadExport[] = [];
  const asked: number[] = [];
  const place: HeadPlace = {
    name: 'there',
    bring: async (given) => {
      asked.push(given.length);
      answer(given);
    },
  };
  const exports = new HeadExports({
    notes: () => notes,
    places: () => [place],
    wall: () => 1_000,
    wait: async (_milliseconds, signal) => {
      signal.throwIfAborted();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', reject, { once: true }));
    },
    onChange: (now) => told.push(now),
  });
  return { exports, told, asked };
}

const until = async (fact: () => boolean): Promise<void> => {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
};

describe('exporting heads', () => {
  it('brings what there is at the start, and what comes when it is woken', async () => {
    const notes = ['one'];
    const { exports, asked } = exporting(notes, () => undefined);
    exports.start();
    await until(() => asked.length === 1);
    notes.push('two');
    exports.wake();
    await until(() => asked.length === 2);

    expect(asked).toEqual([1, 2]);
    expect(exports.standing()).toMatchObject([{ place: 'there', exported: 2, signed: 2, problem: null }]);
    await exports.stop(10);
  });

  it('asks nobody again who has everything', async () => {
    const { exports, asked } = exporting(['one'], () => undefined);
    exports.start();
    await until(() => asked.length === 1);
    exports.wake();
    await exports.stop(10);

    expect(asked).toEqual([1]);
  });

  it('tells once that a place fails, since when, and that it is well again', async () => {
    let works = false;
    const { exports, told, asked } = exporting(['one'], () => {
      if (!works) throw new Error('no way there');
    });
    exports.start();
    await until(() => asked.length === 1);
    exports.wake();
    await until(() => asked.length === 2);
    expect(exports.standing()).toMatchObject([{ exported: 0, problem: 'no way there', since: 1_000, diverged: false }]);
    works = true;
    exports.wake();
    await until(() => asked.length === 3);
    await exports.stop(10);

    expect(told.map(({ problem }) => problem)).toEqual(['no way there', null]);
  });

  it('says of another history that it is one', async () => {
    const { exports, asked } = exporting(['one'], () => {
      throw new HeadsDiverged('not ours');
    });
    exports.start();
    await until(() => asked.length === 1);

    expect(exports.standing()).toMatchObject([{ diverged: true }]);
    await exports.stop(10);
  });

  it('tries once more when it ends', async () => {
    const { exports, asked } = exporting(['one'], () => {
      throw new Error('no way there');
    });
    exports.start();
    await until(() => asked.length === 1);
    await exports.stop(10);

    expect(asked).toEqual([1, 1]);
  });
});
