import { execFile } from 'node:child_process';
import { mkdir, open, readdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { workspace } from '../../testing/conformance/workspace.ts';
import { withLock } from './file-lock.ts';

const { signal } = new AbortController();
const DEAD = JSON.stringify({ pid: process.pid, started: 'long ago' });

describe('a lock', () => {
  const space = workspace();
  let lock = '';
  beforeEach(async () => {
    lock = await space.path('.lock');
    await mkdir(dirname(lock), { recursive: true });
  });

  /** Takes the lock, and holds it until it is told to leave. */
  const holding = (): Promise<{ leave(): Promise<void> }> =>
    new Promise((taken, failed) => {
      const held = withLock(lock, signal, () => new Promise<void>((end) => taken({ leave: () => leaving(end) })));
      const leaving = (end: () => void): Promise<void> => {
        end();
        return held;
      };
      held.catch(failed);
    });

  it('is held by one at a time, also after one that failed, and leaves nothing behind', async () => {
    let inside = 0;
    const seen: number[] = [];
    const turns = Array.from({ length: 6 }, (_, index) =>
      withLock(lock, signal, async () => {
        inside += 1;
        seen.push(inside);
        await readdir(dirname(lock));
        inside -= 1;
        if (index % 2 === 0) throw new Error('it failed');
      }),
    );

    const outcomes = (await Promise.allSettled(turns)).map(({ status }) => status);

    expect(seen).toEqual(Array(6).fill(1));
    expect(outcomes).toEqual(Array(3).fill(['rejected', 'fulfilled']).flat());
    expect(await readdir(dirname(lock))).toEqual([]);
  });

  it('is waited for until its holder leaves, or until nobody wants it any more', async () => {
    const first = await holding();
    const stop = new AbortController();
    const given = withLock(lock, stop.signal, async () => 'never');
    stop.abort();

    await expect(given).rejects.toThrow('aborted');
    expect(await readdir(dirname(lock))).toEqual(['.lock']);
    await first.leave();
    expect(await withLock(lock, signal, async () => 'second')).toBe('second');
  });

  it.each([
    ['a file', '', DEAD],
    ['a file that says nothing', '', ''],
    ['a folder', 'holder', DEAD],
    ['a folder whose file says nothing', 'holder', ''],
    ['a folder with nothing in it', undefined, ''],
  ])('that a killed one left as %s is broken', async (_, name, said) => {
    if (name !== '') await mkdir(lock);
    if (name !== undefined) await writeFile(join(lock, name), said);

    expect(await withLock(lock, signal, async () => 'taken')).toBe('taken');
    expect(await readdir(dirname(lock))).toEqual([]);
  });

  it.each([
    ['a file', ''],
    ['a folder', 'holder'],
  ])('that a killed one left as %s is not taken from whoever was faster to break it', async (_, name) => {
    // Read from a pipe, what it says comes when the test lets it: between its look and what it does of it, another one has the lock.
    const left = join(lock, name);
    if (name !== '') await mkdir(lock);
    await promisify(execFile)('mkfifo', [left]);
    const stop = new AbortController();
    const slower = withLock(lock, stop.signal, async () => 'two at once');
    const saying = await open(left, 'w');
    await unlink(left);
    const faster = await holding();

    // The slower one breaks what it read of, and is stopped where it would ask again.
    stop.abort();
    await saying.close();

    await expect(slower).rejects.toThrow('aborted');
    expect(await readdir(lock)).toHaveLength(1);
    await faster.leave();
  });
});
