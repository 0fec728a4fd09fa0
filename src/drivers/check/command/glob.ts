import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lasting, systemCode } from '../../shared/driver-failure.ts';

const MOST_FILES = 1_000;
// Never results, always large; a pattern that names them outright still reaches them.
const NOT_WALKED = new Set(['node_modules', '.git']);

/** Regular files in a folder that a pattern names: `*` for part of a name, `**` for any folders. Links are not followed. */
export async function findFiles(folder: string, pattern: string): Promise<readonly string[]> {
  const found = new Set<string>();
  await walk(folder, '', partsOf(pattern), found);
  return [...found].sort();
}

function partsOf(pattern: string): readonly string[] {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  if (pattern.startsWith('/') || parts.includes('..') || parts.length === 0) {
    throw lasting(`${JSON.stringify(pattern)} does not stay inside the source tree`);
  }
  return parts;
}

async function walk(folder: string, inner: string, parts: readonly string[], found: Set<string>): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === '**') await walk(folder, inner, rest, found);
  for (const entry of await entriesOf(join(folder, inner))) {
    const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
    if (entry.isDirectory() && part === '**' && !NOT_WALKED.has(entry.name)) await walk(folder, path, parts, found);
    if (part === '**' || !matches(entry.name, part)) continue;
    if (entry.isDirectory()) await walk(folder, path, rest, found);
    else if (entry.isFile() && rest.length === 0) found.add(path);
    if (found.size > MOST_FILES) throw lasting(`more than ${MOST_FILES} result files`);
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Whether a name fits a part with stars. Goes back to the last star only, so it takes no long time on any input. */
export function matches(name: string, part: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let read = 0; at < name.length; ) {
    if (part[read] === '*') {
      star = read;
      resume = at;
      read += 1;
    } else if (part[read] === name[at]) {
      read += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      read = star + 1;
    } else {
      return false;
    }
    if (at === name.length) return [...part.slice(read)].every((sign) => sign === '*');
  }
  return [...part].every((sign) => sign === '*');
}
