import { chmod, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartFailure, systemCode } from './start-failure.ts';

// The system cuts longer names at 104 to 108 bytes.
const LONGEST = 100;

/** Makes a router's folder, or checks that it belongs to this account alone. */
export async function claimFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (await isPrivate(dir)) return;
  throw new StartFailure('router-folder', `${dir} must belong to this account alone`, `chown and chmod 700 ${dir}`);
}

/** Where the admin socket lies: in the router's folder, or in the system's temporary one when the name would be too long. */
export async function socketPath(dir: string): Promise<string> {
  const inside = join(dir, 'admin.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  const pointer = join(dir, 'admin.sock.path');
  const known = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  if (known !== '' && (await isPrivate(dirname(known)))) return known;
  const path = join(await mkdtemp(join(tmpdir(), 'plimsoll-router-')), 'admin.sock');
  if (Buffer.byteLength(path) > LONGEST) {
    throw new StartFailure('router-socket', `${path} is too long for a socket`, 'set TMPDIR to a shorter path');
  }
  await writeFile(pointer, `${path}\n`, { mode: 0o600 });
  return path;
}

/** Frees the socket's name of a router that died. Refuses when one still listens there. */
export async function freeSocket(path: string): Promise<void> {
  if (await isAnswering(path)) {
    throw new StartFailure('router-running', `a router already listens on ${path}`, 'use that one, or stop it first');
  }
  await rm(path, { force: true });
}

/** Lets only this account speak to the router. */
export const closeToOthers = (path: string): Promise<void> => chmod(path, 0o600);

/** Takes the socket's name away, and its folder if it was made for it. */
export async function removeSocket(path: string, dir: string): Promise<void> {
  await rm(path, { force: true });
  if (dirname(path) === dir) return;
  await rm(dirname(path), { recursive: true, force: true });
  await rm(join(dir, 'admin.sock.path'), { force: true });
}

async function isPrivate(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
