import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { workspace } from '../testing/conformance/workspace.ts';
import { StartLock } from './start-lock.ts';

const space = workspace();
const LIMIT = 20_000;
let file: string;
beforeEach(async () => {
  file = await space.path('start.lock');
  await mkdir(dirname(file), { recursive: true });
});

it('is taken by one alone, as often as that one asks, and free again after that one', () => {
  const [one, other] = [new StartLock(file, LIMIT), new StartLock(file, LIMIT)];

  expect([one.take(), one.take(), other.take()]).toEqual([true, true, false]);
  other.release();
  expect(other.take()).toBe(false);
  one.release();
  expect(other.take()).toBe(true);
});

it('is for this account alone', async () => {
  new StartLock(file, LIMIT).take();

  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('that was left by a process that is gone is free at the second try', async () => {
  await writeFile(file, '4194303');
  const lock = new StartLock(file, LIMIT);

  expect([lock.take(), lock.take()]).toEqual([false, true]);
});

it('that was just made and has no name yet is left alone', async () => {
  await writeFile(file, '');
  const lock = new StartLock(file, LIMIT);

  expect([lock.take(), lock.take()]).toEqual([false, false]);
});

it('that is older than any start is free at the second try, whoever made it', async () => {
  await writeFile(file, String(process.pid));
  const long = new Date(Date.now() - LIMIT - 1_000);
  await utimes(file, long, long);
  const lock = new StartLock(file, LIMIT);

  expect([lock.take(), lock.take()]).toEqual([false, true]);
});
