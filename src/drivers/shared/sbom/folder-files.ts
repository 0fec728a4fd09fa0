import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ARCHIVE_LIMITS } from '../archive/limits.ts';
import { listFiles } from '../archive/list-files.ts';
import { systemCode } from '../driver-failure.ts';
import type { Seen } from './inventory.ts';
import { isTelling, LARGEST_TELLING, untoldBy } from './telling-file.ts';

/** What the files of a folder tell of packages. */
export async function seenInFolder(folder: string): Promise<Seen> {
  const files = new Map<string, Buffer>();
  const others = new Map<string, number>();
  const unread: string[] = [];
  for (const name of await listFiles(folder, ARCHIVE_LIMITS)) {
    const untold = untoldBy(name);
    if (untold !== undefined) others.set(untold, (others.get(untold) ?? 0) + 1);
    if (!isTelling(name)) continue;
    if ((await stat(join(folder, name))).size > LARGEST_TELLING) unread.push(`${name}: it is too long to be read`);
    else files.set(name, await readFile(join(folder, name)));
  }
  return { files, others, unread };
}

/** The lock file nearest to a folder, going up to the root of the source tree: what the folder was most likely built with. */
export async function lockFileAbove(
  root: string,
  path: string,
): Promise<{ readonly name: string; readonly bytes: Buffer } | undefined> {
  for (let at = path; ; at = dirname(at)) {
    for (const base of ['npm-shrinkwrap.json', 'package-lock.json']) {
      const name = at === '.' ? base : `${at}/${base}`;
      const bytes = await readIfThere(join(root, name));
      if (bytes !== undefined) return { name, bytes };
    }
    if (at === '.' || at === '/' || at === '') return undefined;
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return (await stat(file)).size > LARGEST_TELLING ? undefined : await readFile(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
