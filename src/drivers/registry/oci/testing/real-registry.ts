import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../shared/free-port.ts';

/** A docker-registry of Debian on a port of its own, with its storage in a folder of its own. */
export interface RealRegistry {
  readonly url: string;
  /** Where it keeps what it was given. */
  readonly storage: string;
  /** Kills it at once. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const WITHIN = 30_000;

/** Starts one. A login is asked for where a line of an htpasswd file is given. */
export async function realRegistry(htpasswd?: string): Promise<RealRegistry> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'));
  const storage = join(dir, 'storage');
  const port = await freePort();
  if (htpasswd !== undefined) await writeFile(join(dir, 'htpasswd'), `${htpasswd}\n`);
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: 'so-that-uploads-live-through-a-restart' },
    ...(htpasswd === undefined ? {} : { auth: { htpasswd: { realm: 'here', path: join(dir, 'htpasswd') } } }),
  };
  // JSON is YAML.
  await writeFile(join(dir, 'config.yml'), JSON.stringify(config));
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };
  const start = async (): Promise<void> => {
    child = spawn('docker-registry', ['serve', join(dir, 'config.yml')], { stdio: 'ignore' });
    await once(child, 'spawn');
    await untilAnswers(`${url}/v2/`, child);
  };
  await start();
  const stop = async (): Promise<void> => {
    await kill();
    await rm(dir, { recursive: true, force: true });
  };
  return { url, storage, kill, start, stop };
}

/** Waits for another process: here a look again and again is all that there is. */
async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + WITHIN; ; await pause(50)) {
    const answers = await fetch(url).then(
      ({ status }) => status === 200 || status === 401,
      () => false,
    );
    if (answers) return;
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    if (Date.now() > end) throw new Error('docker-registry did not come up');
  }
}
