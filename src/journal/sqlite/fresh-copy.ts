import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'libsql';
import { createPrivate } from './create.ts';
import { FILES, statOf } from './directory.ts';
import { syncFileNow, syncFolderNow } from './sync.ts';

const FRESH = 'journal.db.fresh';

/** Whether a process before this one met a failing disk. */
export const isSuspect = (dir: string): boolean => statOf(join(dir, FILES.suspect)) !== undefined;

/** Leaves word for the next process that the disk failed. As far as a failing disk lets it. */
export function markSuspect(dir: string): void {
  try {
    writeFileSync(join(dir, FILES.suspect), 'a write or sync failed: copy before trusting\n', { mode: 0o600 });
    syncFolderNow(dir);
  } catch {
    // The disk that failed may fail here too; the process stops in any case.
  }
}

/**
 * Writes all that can be read into a fresh file, synced, and puts it in the place of the old one. After a failed sync the system may
 * hold pages as clean that never reached the disk, and no later sync on that file writes them. The caller has the lock on
 * the old file and opens the new one afterwards.
 */
export function replaceByFreshCopy(db: Database.Database, dir: string): void {
  const fresh = join(dir, FRESH);
  rmSync(fresh, { force: true });
  createPrivate(fresh);
  db.prepare('VACUUM INTO ?').run(fresh);
  syncFileNow(fresh);
  // The WAL has to be gone before the new file takes the name, or it would be replayed over it.
  db.exec('PRAGMA journal_mode = DELETE');
  renameSync(fresh, join(dir, FILES.database));
  syncFolderNow(dir);
  db.close();
  rmSync(join(dir, FILES.suspect), { force: true });
  syncFolderNow(dir);
}
