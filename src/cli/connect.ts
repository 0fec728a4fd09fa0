import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { controlPlaneClient, type Exchange } from '../api/client.ts';
import type { ControlPlane } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { Invocation } from './invocation.ts';

/** How long a control plane may take to start, in milliseconds. */
const START_LIMIT = 20_000;

/** The control plane of this folder when it runs; undefined when it does not. */
export async function running(invocation: Invocation): Promise<ControlPlane | undefined> {
  const socket = socketOf(invocation);
  return socket !== undefined && (await answers(socket)) ? controlPlaneClient(overSocket(socket)) : undefined;
}

/** The control plane of this folder, started detached when it does not run. Says so on stderr. */
export async function connected(invocation: Invocation, mainFile: string): Promise<ControlPlane> {
  const present = await running(invocation);
  if (present !== undefined) return present;
  await start(invocation, mainFile);
  const plane = await running(invocation);
  if (plane === undefined) throw lost('the control plane has gone again');
  const { page } = await plane.about();
  if (!invocation.quiet)
    process.stderr.write(`started a local control plane · page ${page} · stop it: plimsoll down\n`);
  return plane;
}

/** Where the control plane of this folder listens, as it said itself. */
function socketOf(invocation: Invocation): string | undefined {
  const pointer = join(invocation.dataDir, 'control.sock.path');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

async function start(invocation: Invocation, mainFile: string): Promise<void> {
  const log = openLog(invocation);
  const before = statSync(log.path).size;
  const args = [mainFile, 'serve', '--supervise', '-C', invocation.dir];
  const child = spawn(process.execPath, [...process.execArgv, ...args], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, PLIMSOLL_DATA: invocation.dataDir },
  });
  closeSync(log.fd);
  let exit: number | null | undefined;
  child.once('exit', (code) => {
    exit = code;
  });
  child.unref();
  const until = Date.now() + START_LIMIT;
  while (Date.now() < until) {
    const socket = socketOf(invocation);
    if (socket !== undefined && (await answers(socket))) return;
    // Another command may have started one at the same moment: then ours gives way, and that one answers soon.
    if (exit !== undefined && exit !== 4) break;
    if (exit === 4 && !readTail(log.path, before).includes('journal-locked')) break;
    await wait(50);
  }
  throw startFailure(readTail(log.path, before), log.path);
}

function openLog(invocation: Invocation): { readonly fd: number; readonly path: string } {
  const path = join(invocation.dataDir, 'logs', 'serve.log');
  try {
    mkdirSync(join(invocation.dataDir, 'logs'), { recursive: true, mode: 0o700 });
    return { fd: openSync(path, 'a', 0o600), path };
  } catch (error) {
    const message = `The state folder cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = `Make room, or give this account the folder: chmod u+rwx ${invocation.dataDir}`;
    throw new ProblemError('refused', [{ code: 'state-not-writable', message, remedy, path: invocation.dataDir }]);
  }
}

const readTail = (path: string, from: number): string => readFileSync(path).subarray(from).toString('utf8');

/** What the log says of a start that failed, as the problem it was. */
function startFailure(log: string, path: string): ProblemError {
  const said = /error\[([a-z-]+)\] ([^\n]*)\n next: ([^\n]*)/.exec(log);
  if (said === null) return lost(`it did not start; its log is ${path}`);
  const [, code = '', message = '', remedy = ''] = said;
  return new ProblemError('refused', [{ code, message, remedy }]);
}

const lost = (detail: string): ProblemError =>
  new ProblemError('unavailable', [
    {
      code: 'contact-lost',
      message: `The control plane does not answer: ${detail}`,
      remedy: 'What runs goes on. Look again: plimsoll status',
    },
  ]);

/** An exchange over a unix socket. */
export function overSocket(socketPath: string): Exchange {
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const asked = request({ socketPath, method, path, headers: { host: 'localhost', ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', (error) => reject(lost(error.message)));
      });
      asked.on('error', (error) => reject(lost(error.message)));
      asked.end(text);
    });
}
