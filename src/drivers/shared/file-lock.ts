import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DriverError } from '../../ports/driver-error.ts';
import { asideOf } from './atomic-file.ts';
import { systemCode } from './driver-failure.ts';
import { identify, isRunning } from './process-identity.ts';

const Holder = z.object({ pid: z.int(), started: z.string() });

const ASK_EVERY = 10;
const WAIT_AT_MOST = 30_000;

/** Does one thing at a time among all processes of this machine that use the same lock file. */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + WAIT_AT_MOST;
  while (!(await take(file))) {
    await breakIfAbandoned(file);
    if (performance.now() > until) throw new DriverError(`${file} stays locked`, { retryable: true });
    await wait(ASK_EVERY, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await unlink(file);
  }
}

// Written aside and linked: a lock that is there says whose it is, at whatever instant its holder is killed.
async function take(file: string): Promise<boolean> {
  const self = await identify(process.pid);
  const aside = asideOf(file);
  await writeFile(aside, JSON.stringify({ pid: process.pid, started: self?.started ?? '' }), { mode: 0o600 });
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(aside);
  }
}

// A holder that was killed leaves its lock behind. It is moved away first, so that of two who find it only one removes it.
async function breakIfAbandoned(file: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === undefined) return;
  const holder = Holder.safeParse(parse(found));
  // One that says nothing was left by a version that wrote it after making it.
  if (holder.success && (await isRunning(holder.data))) return;
  const aside = asideOf(file);
  try {
    await rename(file, aside);
    await unlink(aside);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
