import { type BigIntStats, constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemCode } from '../../shared/driver-failure.ts';
import { findFiles } from './glob.ts';

/** A result file may be this large; more is not read. */
export const LARGEST_RESULT = 50 * 1024 * 1024;

// File times move in steps of some milliseconds. A file made just now and written again within one step would look untouched.
const TIME_STEP = 20;

/** What result files lay there before a run: none of them is taken for its result. */
export interface Before {
  /** The files that the run wrote. */
  written(): Promise<readonly string[]>;
}

/** Remembers the result files that lie there now. Nothing is deleted: a pattern may also name files of the source. */
export async function rememberResults(folder: string, pattern: string): Promise<Before> {
  const stamps = await stampsOf(folder, pattern);
  const latest = Math.max(...[...stamps.values()].map((stamp) => Number(stamp.changed / 1_000_000n)), 0);
  if (Math.abs(Date.now() - latest) <= TIME_STEP) await wait(TIME_STEP);
  return {
    written: async () => {
      const now = await stampsOf(folder, pattern);
      return [...now.keys()].filter((name) => now.get(name)?.text !== stamps.get(name)?.text);
    },
  };
}

/** The bytes of one result file, or why it is not read. */
export async function readResult(folder: string, name: string): Promise<Buffer | string> {
  try {
    // The name was a regular file when it was found; it must not be a link by now.
    const handle = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await handle.stat();
      return size > LARGEST_RESULT ? `is larger than ${LARGEST_RESULT / 1024 / 1024} MB` : await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    return `cannot be read (${code})`;
  }
}

interface Stamp {
  readonly text: string;
  readonly changed: bigint;
}

async function stampsOf(folder: string, pattern: string): Promise<ReadonlyMap<string, Stamp>> {
  const stamps = new Map<string, Stamp>();
  for (const name of await findFiles(folder, pattern)) {
    const found = await lstat(join(folder, name), { bigint: true }).catch(() => undefined);
    if (found !== undefined) stamps.set(name, { text: stampOf(found), changed: found.ctimeNs });
  }
  return stamps;
}

// The time of change cannot be set back by a program, unlike the time of writing.
const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join('/');
