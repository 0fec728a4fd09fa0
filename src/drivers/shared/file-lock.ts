import { mkdir, readdir, readFile, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DriverError } from '../../ports/driver-error.ts';
import { asideOf } from './atomic-file.ts';
import { systemCode } from './driver-failure.ts';
import { identify, isRunning } from './process-identity.ts';

const Holder = z.object({ pid: z.int(), started: z.string() });

const ASK_EVERY = 10;
const WAIT_AT_MOST = 30_000;

/** Does one thing at a time among all processes of this machine that use the same lock: a folder with one file, which says who holds it. */
export async function withLock<T>(lock: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + WAIT_AT_MOST;
  const aside = asideOf(lock);
  // A name of its own for each holder: whoever removes what one of them left never meets the next one's.
  const name = basename(aside);
  try {
    const self = await identify(process.pid);
    await mkdir(aside, { mode: 0o700 });
    await writeFile(join(aside, name), JSON.stringify({ pid: process.pid, started: self?.started ?? '' }), {
      mode: 0o600,
    });
    while (!(await take(lock, aside))) {
      await breakIfAbandoned(lock);
      if (performance.now() > until) throw new DriverError(`${lock} stays locked`, { retryable: true });
      await wait(ASK_EVERY, undefined, { signal });
    }
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
  try {
    return await work();
  } finally {
    await unlink(join(lock, name));
    // Whoever waits may be faster than this, and have it already.
    await unless(['ENOTEMPTY', 'EEXIST', 'ENOENT'], rmdir(lock));
  }
}

// A folder takes the place of another one only where that is empty. It was made aside: a lock that is held says whose it is, at
// whatever instant its holder is killed.
const take = (lock: string, aside: string): Promise<boolean> =>
  unless(['ENOTEMPTY', 'EEXIST', 'ENOTDIR'], rename(aside, lock));

// A holder that was killed leaves its file behind. Of two who find it, the slower one may come when somebody has the lock again:
// what it removes is that file all the same, and never the lock.
async function breakIfAbandoned(lock: string): Promise<void> {
  for (const file of await filesOf(lock)) {
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const holder = Holder.safeParse(parse(found));
    // One that says nothing was left by a machine that lost power.
    if (holder.success && (await isRunning(holder.data))) continue;
    await unless(['ENOENT', 'EISDIR', 'EPERM'], unlink(file));
  }
}

// Earlier versions made a file of the lock itself; where it is a folder by now, removing a file does not remove it.
async function filesOf(lock: string): Promise<readonly string[]> {
  try {
    return (await readdir(lock)).map((name) => join(lock, name));
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return [lock];
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Whether something was done; not, where the system says one of these. */
async function unless(codes: readonly string[], doing: Promise<void>): Promise<boolean> {
  try {
    await doing;
    return true;
  } catch (error) {
    if (codes.includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
