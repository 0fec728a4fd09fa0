import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './reach.ts';

/** More than a control plane has; past it the rest is like what was tried. */
const MOST = 500;

/** What a look leaves behind: it says nothing that agents may not know. */
export const PROOF = 'isolation.json';

/** Everything of a control plane that agents must not reach: its state, keys and sockets, and the programs that it runs. */
export function targetsOn(
  dataDir: string,
  more: { readonly socket: string | null; readonly keys: string; readonly program: string },
): readonly Target[] {
  const found = walk(dataDir).filter(({ path }) => path !== join(dataDir, PROOF));
  const socket = more.socket === null || found.some(({ path }) => path === more.socket) ? [] : [more.socket];
  const all: readonly Target[] = [
    { kind: 'folder', path: dataDir },
    { kind: 'program', path: more.program },
    { kind: 'program', path: process.execPath },
    ...socket.map((path): Target => ({ kind: 'socket', path })),
    ...walk(more.keys),
    ...found,
  ];
  return all.slice(0, MOST);
}

function walk(dir: string): readonly Target[] {
  return namesIn(dir).flatMap((name): readonly Target[] => {
    const path = join(dir, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) return [{ kind: 'folder', path }, ...walk(path)];
    if (found?.isSocket()) return [{ kind: 'socket', path }];
    return found?.isFile() ? [{ kind: 'file', path }] : [];
  });
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
