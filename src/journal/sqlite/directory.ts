import { accessSync, type BigIntStats, constants, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { JournalUnavailable } from '../../ports/journal.ts';
import { systemCode } from './failure.ts';
import { syncFolderNow } from './sync.ts';

/** The files of a journal in its directory. */
export const FILES = {
  database: 'journal.db',
  wal: 'journal.db-wal',
  /** Who holds the lock. */
  holder: 'journal.holder',
  /** Left by a process whose disk failed: the next one copies before it trusts. */
  suspect: 'journal.suspect',
  reserve: 'reserve',
} as const;

/** Makes the directory, or refuses one that others could read or write. Returns its real path. */
export function prepareDirectory(dir: string): string {
  const first = makeDirectory(resolve(dir));
  const real = realpathSync(dir);
  if (first !== undefined) syncNames(realpathSync(first), real);
  requireOurs(real, lstatSync(real, { bigint: true }), 0o700);
  for (const name of [FILES.database, FILES.wal, FILES.holder, FILES.suspect, FILES.reserve]) {
    const stat = statOf(join(real, name));
    if (stat !== undefined) requireOurs(join(real, name), stat, 0o600);
  }
  requireWritable(real);
  return real;
}

/** What stands at a path, links not followed; undefined when nothing does. */
export function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

// Returns the first directory that had to be made.
function makeDirectory(dir: string): string | undefined {
  try {
    return mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    // What Node says of a read-only disk here is that something does not exist.
    let existing = dirname(dir);
    while (statOf(existing) === undefined) existing = dirname(existing);
    requireWritable(existing);
    throw error;
  }
}

function syncNames(first: string, last: string): void {
  for (let made = last; made.length >= first.length; made = dirname(made)) syncFolderNow(dirname(made));
}

function requireOurs(path: string, stat: BigIntStats, mode: number): void {
  const kind = mode === 0o700 ? stat.isDirectory() : stat.isFile();
  if (!kind) throw new JournalUnavailable('permissions', `${path} is a link or no file of a journal`);
  const self = process.getuid?.();
  if (self !== undefined && stat.uid !== BigInt(self)) {
    throw new JournalUnavailable(
      'permissions',
      `${path} belongs to account ${stat.uid}, not to ${self}. Run as its owner, or: chown ${self} '${path}'`,
    );
  }
  const open = Number(stat.mode & 0o777n);
  if ((open & ~mode) !== 0) {
    throw new JournalUnavailable(
      'permissions',
      `${path} has mode ${open.toString(8)}: others could reach the journal. Run: chmod ${mode.toString(8)} '${path}'`,
    );
  }
}

// Asked before SQLite opens anything, which would fall back to reading and fail later with a less clear word.
function requireWritable(dir: string): void {
  try {
    accessSync(dir, constants.W_OK);
  } catch (error) {
    if (systemCode(error) === 'EROFS')
      throw new JournalUnavailable('read-only', `${dir} is on a read-only disk`, error);
    throw new JournalUnavailable('permissions', `${dir} cannot be written. Run: chmod 700 '${dir}'`, error);
  }
}
