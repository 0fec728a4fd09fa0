import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { SignedStatement, StatementSearch, UnfitStatement } from '../../core/evidence/statement.ts';
import { FROM_REGISTRY, type StatementRequirement } from '../../core/unit/verification.ts';
import { readStatement } from './read-statement.ts';
import { LARGEST_ENVELOPE } from './strict-json.ts';

/** A folder that collects statements for ever is not read for ever; the newest names come first. */
const MOST_FILES = 500;

/** Reads every envelope that a requirement may mean, in the folder of the configuration file. Nothing else is asked: it works offline. */
export async function searchStatements(requirement: StatementRequirement, folder: string): Promise<StatementSearch> {
  const signed: SignedStatement[] = [];
  const unfit: UnfitStatement[] = [];
  if (requirement.from === FROM_REGISTRY) return { signed, unfit };
  for (const file of await filesOf(requirement.from, folder)) {
    const bytes = await readEnvelope(resolve(folder, file));
    if (bytes === undefined) continue;
    if (typeof bytes === 'string') {
      unfit.push({
        file,
        code: 'evidence-unreadable',
        message: `${file} cannot be read: ${bytes}`,
        remedy: UNREADABLE,
      });
      continue;
    }
    const read = readStatement(file, bytes, requirement);
    if ('signed' in read) signed.push(read.signed);
    else if ('unfit' in read) unfit.push(read.unfit);
  }
  return { signed, unfit };
}

/** Reads envelopes that lie in no file, such as those beside an artifact in a registry. */
export function readStatements(
  requirement: StatementRequirement,
  found: readonly { readonly place: string; readonly text: string }[],
): StatementSearch {
  const read = found.map(({ place, text }) => readStatement(place, Buffer.from(text, 'utf8'), requirement));
  return {
    signed: read.flatMap((one) => ('signed' in one ? [one.signed] : [])),
    unfit: read.flatMap((one) => ('unfit' in one ? [one.unfit] : [])),
  };
}

const UNREADABLE = 'Look at its owner and mode; it must be a file and no link';

/** The files of a pattern with `*` in its last part: `.plimsoll/evidence/*.json`. */
async function filesOf(from: string, folder: string): Promise<readonly string[]> {
  if (!from.includes('*')) return [from];
  const [dir, pattern] = [dirname(from), basename(from)];
  const found = await readdir(resolve(folder, dir)).catch(() => []);
  return found
    .filter((name) => fits(name, pattern.split('*')))
    .sort()
    .reverse()
    .slice(0, MOST_FILES)
    .map((name) => join(dir, name));
}

// By hand: a pattern of the user is never made into a regular expression.
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const found = index === rest.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return at === name.length;
}

/** The bytes of a file; why it cannot be read; undefined when there is none. One byte more than allowed tells that it is too large. */
async function readEnvelope(file: string): Promise<Uint8Array | string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return 'it is no file';
      const bytes = Buffer.alloc(Math.min(found.size, LARGEST_ENVELOPE) + 1);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : code === 'ELOOP' ? 'it is a link' : code;
  }
}
