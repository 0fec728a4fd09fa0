import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../free-port.ts';
import { haproxySocket } from '../runtime-socket.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../../examples/haproxy', import.meta.url));
const WITHIN = 20_000;

/** A HAProxy of Debian with the configuration that examples/haproxy has, in a folder of its own on a port of its own. */
export interface RealHaproxy {
  readonly dir: string;
  readonly socket: string;
  /** The folder of what it reads when it starts. */
  readonly files: string;
  readonly address: string;
  /** Has it read its files again without ending what is under way, and returns when the new process answers. */
  reload(): Promise<void>;
  /** Ends it at once, as if it had crashed, and returns when it is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; `more` are further lines of its configuration. */
export async function realHaproxy(more = ''): Promise<RealHaproxy> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-haproxy-'));
  await cp(EXAMPLE, dir, { recursive: true });
  const config = join(dir, 'haproxy.cfg');
  const port = await freePort();
  const example = await readFile(config, 'utf8');
  await writeFile(config, example.replace('127.0.0.1:8080', `127.0.0.1:${port}`) + more);
  const socket = join(dir, 'run', 'haproxy.sock');
  // A worker serves before its master hears signals: one told to reload in between never would. So we ask the master too.
  const masterSocket = join(dir, 'run', 'master.sock');
  const master = { args: ['-S', `${masterSocket},mode,600`], hears: () => answers(masterSocket, 'show proc;quit') };
  let child: ChildProcess | undefined;
  let said = '';
  /** Waits for another process: here a look again and again is all that there is. */
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + WITHIN; ; await pause(20)) {
      if (await isSo()) return;
      if (Date.now() > end) throw new Error(`haproxy is not ${what} after ${WITHIN / 1_000} s. It said: ${said}`);
    }
  };

  const start = async (): Promise<void> => {
    child = spawn('haproxy', ['-W', '-db', ...master.args, '-f', 'haproxy.cfg', '-f', 'run/checkout.cfg'], {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until('there', async () => {
      if (child?.exitCode !== null) throw new Error(`haproxy ended: ${said}`);
      return (await workerOf(socket)) !== undefined && (await master.hears()) !== undefined;
    });
  };
  const end = async (): Promise<void> => {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    const worker = await workerOf(socket);
    // Of a master that is killed the worker would go on alone.
    ending.kill('SIGKILL');
    if (worker !== undefined) process.kill(worker, 'SIGKILL');
    await gone;
    await until('gone', async () => (await workerOf(socket)) === undefined);
  };
  await start();
  return {
    dir,
    socket,
    files: join(dir, 'run'),
    address: `http://127.0.0.1:${port}`,
    reload: async () => {
      const before = await workerOf(socket);
      child?.kill('SIGUSR2');
      await until('reloaded', async () => {
        const now = await workerOf(socket);
        return now !== undefined && now !== before && (await master.hears()) !== undefined;
      });
    },
    kill: end,
    start,
    stop: async () => {
      await end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The process that answers at a socket; undefined while none does. */
async function workerOf(socket: string): Promise<number | undefined> {
  const pid = /^Pid: (\d+)$/m.exec((await answers(socket, 'show info')) ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** What is said at a socket; undefined while nobody listens there. */
async function answers(socket: string, command: string): Promise<string | undefined> {
  try {
    return await haproxySocket(socket).ask(command, AbortSignal.timeout(WITHIN));
  } catch {
    return undefined;
  }
}
