import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lasting } from '../driver-failure.ts';
import { type ArchiveLimits, problemOfName } from './limits.ts';

/** Names of all files under a folder, in the order of their bytes. Anything but files and folders is refused by name. */
export async function listFiles(folder: string, limits: ArchiveLimits): Promise<readonly string[]> {
  const names: string[] = [];
  const open = [''];
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    for (const entry of await readdir(join(folder, inner), { withFileTypes: true })) {
      const name = inner === '' ? entry.name : `${inner}/${entry.name}`;
      const problem = problemOfName(name, limits) ?? problemOfKind(entry);
      if (problem !== undefined) throw lasting(`${JSON.stringify(name)} ${problem}`);
      if (entry.isDirectory()) open.push(name);
      else names.push(name);
      if (names.length > limits.files) throw lasting(`there are more than ${limits.files} files`);
    }
  }
  // Not a locale's order, nor UTF-16's: bytes are the same everywhere.
  return names.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

function problemOfKind(entry: Dirent): string | undefined {
  if (entry.isFile() || entry.isDirectory()) return undefined;
  return entry.isSymbolicLink() ? 'is a link; only regular files are packed' : 'is no regular file';
}
