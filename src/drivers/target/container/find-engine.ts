import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DriverError } from '../../../ports/driver-error.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { type Engine, engineAt } from './engine.ts';

const DOCKER = '/var/run/docker.sock';
const PODMAN = '/run/podman/podman.sock';
const PATIENCE = 2_000;

/** Finds the engine that a configuration means. */
export type FindEngine = (meant: string, signal: AbortSignal) => Promise<Engine>;

/**
 * Finds engines for one target. `auto` takes the first that answers and stays with it, as long as it is there or not: with
 * another one the containers would look gone.
 */
export function engineFinder(dir: string, env: NodeJS.ProcessEnv = process.env): FindEngine {
  const note = join(dir, 'engine.json');
  return async (meant, signal) => {
    if (meant !== 'auto') return engineAt(socketOf(meant, env));
    const known = await noted(note);
    if (known !== undefined) return engineAt(known);
    const sockets = [...new Set([socketOf('docker', env), socketOf('podman', env), PODMAN])];
    for (const socket of sockets) {
      const engine = engineAt(socket);
      if (!(await answers(engine, signal))) continue;
      await writeAtomically(note, JSON.stringify({ socket }));
      return engine;
    }
    const where = sockets.join(' or ');
    const remedy =
      'Start one (systemctl start docker, systemctl start podman.socket), or name its socket: target.engine: unix:///PATH';
    throw new DriverError(`no container engine answers at ${where}. ${remedy}`, { retryable: true });
  };
}

async function answers(engine: Engine, signal: AbortSignal): Promise<boolean> {
  try {
    return (await engine.ask({ method: 'GET', path: '/_ping', within: PATIENCE }, signal)).status === 200;
  } catch (error) {
    if (signal.aborted || !(error instanceof DriverError)) throw error;
    return false;
  }
}

function socketOf(meant: string, env: NodeJS.ProcessEnv): string {
  switch (meant) {
    case 'docker':
      return unixPath(env.DOCKER_HOST) ?? DOCKER;
    case 'podman': {
      const own = env.XDG_RUNTIME_DIR === undefined ? undefined : join(env.XDG_RUNTIME_DIR, 'podman/podman.sock');
      return unixPath(env.CONTAINER_HOST) ?? (process.getuid?.() === 0 ? PODMAN : (own ?? PODMAN));
    }
    default: {
      const path = unixPath(meant);
      if (path === undefined) throw lasting(`${meant} is no socket of an engine: write unix:///PATH`);
      return path;
    }
  }
}

const unixPath = (address: string | undefined): string | undefined =>
  address?.startsWith('unix://') === true ? address.slice('unix://'.length) : undefined;

async function noted(file: string): Promise<string | undefined> {
  try {
    const { socket } = JSON.parse(await readFile(file, 'utf8')) as { readonly socket?: unknown };
    return typeof socket === 'string' ? socket : undefined;
  } catch {
    return undefined;
  }
}
