import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, reporting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { lastLines } from '../../shared/printable.ts';
import { identify, isRunning, type ProcessIdentity } from '../../shared/process-identity.ts';
import { type RouterAdmin, RouterAway, RouterHealth } from '../../shared/router-admin.ts';

const Identity = z.object({ pid: z.int().positive(), started: z.string() });

const LOOK_EVERY = 20;
const UP_WITHIN = 15_000;
// A little longer than the router itself gives requests under way.
const GONE_WITHIN = 12_000;
const KILLED_WITHIN = 5_000;

/**
 * Starts a router process that outlives us: head of its own group, no terminal, its output in `router.log`. Resolves when it
 * answers; rejects with its own words when it ends instead.
 */
export async function spawnRouter(
  command: readonly string[],
  listen: string,
  admin: RouterAdmin,
  signal: AbortSignal,
): Promise<RouterHealth> {
  const { dir } = admin;
  const [program, ...prefix] = command;
  if (program === undefined) throw lasting(`no router runs in ${dir}, and none may be started`);
  return reporting(`starting the router in ${dir}`, async () => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const log = await open(join(dir, 'router.log'), 'a', 0o600);
    const before = (await log.stat()).size;
    try {
      const child = spawn(program, [...prefix, '--dir', dir, '--listen', listen], {
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: listedEnvironment({}),
      });
      child.unref();
      return await untilUp(child, admin, before, signal);
    } finally {
      await log.close();
    }
  });
}

async function untilUp(
  child: ChildProcess,
  admin: RouterAdmin,
  before: number,
  signal: AbortSignal,
): Promise<RouterHealth> {
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  const until = performance.now() + UP_WITHIN;
  for (;;) {
    stopWhenAborted(signal, `starting the router in ${admin.dir}`);
    const health = await healthOf(admin, signal);
    if (health !== undefined) return health;
    if (failed !== undefined) throw lasting(`the router cannot be started: ${failed.message}`, failed);
    if (child.exitCode !== null || child.signalCode !== null) {
      const words = await wordsSince(admin.dir, before);
      throw new DriverError(`the router ended at once: ${words}`, { retryable: true });
    }
    if (performance.now() > until) throw new DriverError('the router does not come up', { retryable: true });
    await wait(LOOK_EVERY, undefined, { signal });
  }
}

/** What the router says of itself; undefined when none listens. */
export async function healthOf(admin: RouterAdmin, signal: AbortSignal): Promise<RouterHealth | undefined> {
  try {
    return await admin.get('/health', RouterHealth, signal);
  } catch (error) {
    if (error instanceof RouterAway) return undefined;
    throw error;
  }
}

/** The process that wrote `router.pid`, if that very process still runs. */
export async function recordedRouter(dir: string): Promise<ProcessIdentity | undefined> {
  const file = join(dir, 'router.pid');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw lasting(`${file} cannot be read`, error);
  });
  if (text === undefined) return undefined;
  const identity = identityIn(text);
  return identity !== undefined && (await isRunning(identity)) ? identity : undefined;
}

// What names no process protects none: the socket and the port still tell whether a router runs.
function identityIn(text: string): ProcessIdentity | undefined {
  try {
    return Identity.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The router that runs, by its own record or else by what it says on its socket. */
export async function runningRouter(admin: RouterAdmin, signal: AbortSignal): Promise<ProcessIdentity | undefined> {
  const recorded = await recordedRouter(admin.dir);
  if (recorded !== undefined) return recorded;
  const health = await healthOf(admin, signal);
  return health === undefined ? undefined : identify(health.pid);
}

/** Ends a router: it finishes requests under way; what is left after that is killed. */
export async function endRouter(identity: ProcessIdentity, signal: AbortSignal): Promise<void> {
  if (identity.pid === process.pid) throw lasting('the router runs inside this process and is not ours to end');
  for (const [name, within] of [
    ['SIGTERM', GONE_WITHIN],
    ['SIGKILL', KILLED_WITHIN],
  ] as const) {
    const until = performance.now() + within;
    if (await isRunning(identity)) kill(identity.pid, name);
    while (performance.now() < until) {
      if (!(await isRunning(identity))) return;
      await wait(LOOK_EVERY, undefined, { signal });
    }
  }
  throw new DriverError(`router ${identity.pid} could not be ended`, { retryable: true });
}

function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

async function wordsSince(dir: string, before: number): Promise<string> {
  const file = join(dir, 'router.log');
  const size = (await stat(file)).size;
  const text = (await readFile(file)).subarray(Math.min(before, size)).toString('utf8');
  return lastLines(text, 5).join(' · ') || 'it said nothing';
}
