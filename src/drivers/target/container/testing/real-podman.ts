import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A Podman with its storage, its containers and its socket in a folder of its own. */
export interface RealPodman {
  readonly socket: string;
  /** `unix://…`, as a configuration names it. */
  readonly engine: string;
  /** What programs that use the same Podman need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the podman command. */
  run(...words: readonly string[]): Promise<string>;
  /** Makes an image that runs as another does and has a digest of its own, and returns its id. */
  copyOf(image: string): Promise<string>;
  /** Lets it use a registry without a certificate, `host:port`. */
  trust(host: string): Promise<void>;
  /** Ends the service at once, as a crash does; containers go on. */
  kill(): Promise<void>;
  /** Starts it again at its socket. */
  start(): Promise<void>;
  /** Ends everything and leaves nothing. */
  stop(): Promise<void>;
}

const WITHIN = 60_000;

/** Starts one. */
export async function realPodman(): Promise<RealPodman> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-podman-'));
  const socket = join(dir, 'podman.sock');
  const at = (name: string): string => join(dir, name);
  const env = {
    CONTAINERS_CONF: at('containers.conf'),
    CONTAINERS_REGISTRIES_CONF: at('registries.conf'),
    CONTAINERS_STORAGE_CONF: at('storage.conf'),
  };
  await mkdir(at('tmp'));
  await writeFile(env.CONTAINERS_CONF, CONTAINERS(at('networks')));
  await writeFile(env.CONTAINERS_REGISTRIES_CONF, '');
  await writeFile(env.CONTAINERS_STORAGE_CONF, STORAGE(at('root'), at('run')));
  const all = { ...process.env, ...env, TMPDIR: at('tmp') };
  const run = async (...words: readonly string[]): Promise<string> =>
    (await promisify(execFile)('podman', [...words], { env: all, maxBuffer: 64 * 1024 * 1024 })).stdout.trim();

  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };
  const start = async (): Promise<void> => {
    await rm(socket, { force: true });
    child = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], { env: all, stdio: 'ignore' });
    await once(child, 'spawn');
    for (const end = Date.now() + WITHIN; !existsSync(socket); await pause(20)) {
      if (child.exitCode !== null) throw new Error(`podman ended with ${child.exitCode}`);
      if (Date.now() > end) throw new Error('podman did not come up');
    }
  };
  await start();
  return {
    ...{ socket, engine: `unix://${socket}`, env, run, kill, start },
    copyOf: async (image) => {
      const made = await run('create', image);
      const id = await run('commit', '--quiet', made);
      await run('rm', made);
      return id;
    },
    trust: async (host) => {
      await kill();
      await appendFile(env.CONTAINERS_REGISTRIES_CONF, registry(host));
      await start();
    },
    stop: async () => {
      await run('rm', '--all', '--force', '--time', '0').catch(() => undefined);
      await run('network', 'prune', '--force').catch(() => undefined);
      await kill();
      await run('rmi', '--all', '--force').catch(() => undefined);
      await unmountAll(dir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A build that was ended in its midst leaves its layers mounted, and what is mounted cannot be removed. */
async function unmountAll(dir: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  const ours = mounts.filter((path) => path.startsWith(`${dir}/`));
  // The latest first: it lies on those before it.
  for (const path of ours.reverse()) await promisify(execFile)('umount', ['--lazy', path]);
}

// As root in a machine without systemd: no session to hang groups on, and no more handles to give than it has.
const CONTAINERS = (networks: string): string => `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_config_dir = "${networks}"
`;

const STORAGE = (root: string, run: string): string => `[storage]
driver = "overlay"
graphroot = "${root}"
runroot = "${run}"
`;

const registry = (host: string): string => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`;
