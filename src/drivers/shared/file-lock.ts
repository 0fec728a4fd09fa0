import { open, readFile, rename, unlink } from 'node:fs/promises';
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

async function take(file: string): Promise<boolean> {
  const self = await identify(process.pid);
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ pid: process.pid, started: self?.started ?? '' }));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

// A holder that was killed leaves its lock behind. It is moved away first, so that of two who find it only one removes it.
async function breakIfAbandoned(file: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => '');
  const holder = Holder.safeParse(parse(found));
  // Empty: its holder is just writing it.
  if (!holder.success || (await isRunning(holder.data))) return;
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
