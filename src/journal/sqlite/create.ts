import { closeSync, linkSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JournalUnavailable } from '../../ports/journal.ts';
import { connect, migrate, release } from './connection.ts';
import { FILES, statOf } from './directory.ts';
import { systemCode } from './failure.ts';
import { syncFileNow, syncFolderNow } from './sync.ts';

const NEW = 'journal.db.new-';

/**
 * Makes the database of a new journal aside, complete and durable, and gives it its name in one step that never replaces another.
 * So an empty or missing database is never a fresh start that a crash left behind: it is a loss, and refused.
 */
export function createDatabase(dir: string): void {
  const file = join(dir, FILES.database);
  if (statOf(file) !== undefined) return;
  refuseLostDatabase(dir);
  const aside = join(dir, `${NEW}${process.pid}`);
  rmSync(aside, { force: true });
  createPrivate(aside);
  try {
    fill(aside);
    giveName(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
  syncFolderNow(dir);
}

/** Makes an empty file that only its owner reads. */
export const createPrivate = (file: string): void => closeSync(openSync(file, 'wx', 0o600));

/** Removes what processes left that died while they made a journal. Only for the one who has the lock. */
export function removeUnnamed(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(NEW)) rmSync(join(dir, name), { force: true });
  }
}

function refuseLostDatabase(dir: string): void {
  const witness = [FILES.wal, FILES.holder, FILES.suspect, FILES.reserve].find(
    (name) => statOf(join(dir, name)) !== undefined,
  );
  if (witness === undefined) return;
  throw new JournalUnavailable(
    'unreadable',
    `${join(dir, FILES.database)} is missing, though ${witness} says that a journal was here. Put it back from a copy, or begin in an empty directory.`,
  );
}

function fill(file: string): void {
  const db = connect(file);
  try {
    migrate(db);
  } finally {
    release(db);
  }
  syncFileNow(file);
}

function giveName(aside: string, file: string): void {
  try {
    linkSync(aside, file);
  } catch (error) {
    // Another process was first. Its lock decides from here on.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
