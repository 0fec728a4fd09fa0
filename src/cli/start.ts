import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError, type ProblemKind } from '../api/problem.ts';
import { approvalFlags } from './approval-site.ts';
import type { Invocation } from './invocation.ts';
import { GAP } from './render/problem.ts';
import { StartLock } from './start-lock.ts';

/** How long a control plane may take to start, in milliseconds. */
const START_LIMIT = 60_000;
const LOOK_EVERY = 50;

/**
 * Starts the control plane of a folder, detached, and returns when it answers: true when this command started it. Two commands at
 * once start one.
 */
export async function startControlPlane(
  invocation: Invocation,
  mainFile: string,
  isRunning: () => Promise<boolean>,
): Promise<boolean> {
  const log = openLog(invocation);
  const before = statSync(log.path).size;
  const lock = new StartLock(join(invocation.dataDir, 'start.lock'), START_LIMIT);
  const until = performance.now() + START_LIMIT;
  let child: ChildProcess | undefined;
  try {
    while (performance.now() < until) {
      if (await isRunning()) return child !== undefined;
      if (child !== undefined && hasEnded(child)) {
        // Another one holds the journal: it answers soon, or is about to end and lets it go.
        if (!readTail(log.path, before).includes('[journal-locked]')) break;
        child = undefined;
      }
      if (child === undefined && lock.take()) child = startDetached(invocation, mainFile, log.fd);
      await wait(LOOK_EVERY);
    }
    child?.kill();
    throw startFailure(readTail(log.path, before), log.path);
  } finally {
    closeSync(log.fd);
    lock.release();
  }
}

function startDetached({ dir, dataDir }: Invocation, mainFile: string, log: number): ChildProcess {
  const args = [...process.execArgv, mainFile, 'serve', '--supervise', '-C', dir, ...approvalFlags(dataDir)];
  const env: NodeJS.ProcessEnv = { ...process.env, PLIMSOLL_DATA: dataDir };
  // How this command prints is no business of the control plane.
  delete env.PLIMSOLL_OUTPUT;
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log], env });
  child.on('error', () => undefined);
  child.unref();
  return child;
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function openLog({ dataDir }: Invocation): { readonly fd: number; readonly path: string } {
  const path = join(dataDir, 'logs', 'serve.log');
  try {
    mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
    return { fd: openSync(path, 'a', 0o600), path };
  } catch (error) {
    const message = `The state folder cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = `Make room, or give this account the folder: chmod u+rwx ${existsSync(dataDir) ? dataDir : dirname(dataDir)}; or name another: PLIMSOLL_DATA=DIR`;
    throw new ProblemError('refused', [{ code: 'state-not-writable', message, remedy, path: dataDir }]);
  }
}

const readTail = (path: string, from: number): string => readFileSync(path).subarray(from).toString('utf8');

/** What the log says of a start that failed, as the problem it was. */
function startFailure(log: string, path: string): ProblemError {
  const said = /error\[([a-z-]+)\] ([^\n]*)\n(?:[^\n]*\n)*? next: ([^\n]*)/.exec(log);
  if (said === null) {
    const message = 'The control plane did not start';
    const remedy = 'Read its log; what serves goes on';
    return new ProblemError('unavailable', [{ code: 'not-started', message, remedy, path }]);
  }
  const [, code = '', head = '', remedy = ''] = said;
  const [message = '', where] = head.split(GAP);
  const kind: ProblemKind = code === 'bug' ? 'bug' : 'refused';
  return new ProblemError(kind, [{ code, message, remedy, path: where ?? path }]);
}
