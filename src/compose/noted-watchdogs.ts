import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { identify, isRunning, type ProcessIdentity } from '../drivers/shared/process-identity.ts';

const Noted = z.strictObject({ pid: z.int().positive(), started: z.string() });

/** Longer than a control plane takes to end, in milliseconds. */
const ENDS_WITHIN = 30_000;
const LOOK_EVERY = 50;

/** Notes in a state folder that this process is a watchdog there. Call what it gives when it no longer is. */
export async function noteWatchdog(dataDir: string): Promise<() => void> {
  const self = await identify(process.pid);
  const file = join(folderIn(dataDir), String(process.pid));
  try {
    mkdirSync(folderIn(dataDir), { recursive: true, mode: 0o700 });
    if (self !== undefined)
      writeFileSync(file, JSON.stringify({ pid: self.pid, started: self.started }), { mode: 0o600 });
  } catch {
    // On a full disk a control plane is wanted more than the note: without it only `down` during a restart misses it.
  }
  return () => rmSync(file, { force: true });
}

/**
 * Ends every watchdog of a state folder, and with it what it watches over, also while that is just being started again. Gives those
 * that had not ended in time.
 */
export async function endWatchdogs(
  dataDir: string,
): Promise<{ readonly ended: number; readonly left: readonly number[] }> {
  const watching = await runningIn(dataDir);
  for (const { pid } of watching) signal(pid);
  const until = performance.now() + ENDS_WITHIN;
  let left = watching;
  while (left.length > 0 && performance.now() < until) {
    await wait(LOOK_EVERY);
    left = await onlyRunning(left);
  }
  return { ended: watching.length - left.length, left: left.map(({ pid }) => pid) };
}

/** Whether somebody watches over the control plane of a state folder, so that one that does not answer will soon. */
export const isWatched = async (dataDir: string): Promise<boolean> => (await runningIn(dataDir)).length > 0;

const folderIn = (dataDir: string): string => join(dataDir, 'watchdogs');

async function runningIn(dataDir: string): Promise<readonly ProcessIdentity[]> {
  const noted: ProcessIdentity[] = [];
  for (const name of namesIn(folderIn(dataDir))) {
    try {
      noted.push(Noted.parse(JSON.parse(readFileSync(join(folderIn(dataDir), name), 'utf8'))));
    } catch {
      // Gone meanwhile, or half written by one that was killed: it says nothing of a process that runs.
    }
  }
  return onlyRunning(noted);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function onlyRunning(identities: readonly ProcessIdentity[]): Promise<readonly ProcessIdentity[]> {
  const running = await Promise.all(identities.map(isRunning));
  return identities.filter((_, index) => running[index]);
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
