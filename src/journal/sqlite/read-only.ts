import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'libsql';
import { type Entry, JournalUnavailable } from '../../ports/journal.ts';
import type { ChainCheck, ChainReader, Damaged } from '../chain.ts';
import { checkStoreBeside } from './check.ts';
import { connect, requireTables } from './connection.ts';
import { FILES, statOf } from './directory.ts';
import { asUnavailable, systemCode } from './failure.ts';
import { isHeldHere } from './held.ts';
import { ENTRY_COLUMNS, readRow } from './rows.ts';

/** A journal as it was at one moment, read without its lock and without a change to its files. */
export interface Snapshot {
  /** Checks all of it; somebody may read along. */
  readonly check: (reader?: ChainReader) => Promise<ChainCheck>;
  /** Whether a nonce stands among those that were spent. */
  readonly isSpent: (nonce: string) => boolean;
  readonly entries: () => Generator<Entry | Damaged>;
  readonly close: () => Promise<void>;
}

// Enough for a writer that checkpoints as fast as it can; each try takes as long as a copy.
const TRIES = 50;
const WAL_HEADER = 32;
const NO_WAL = 'none';

/**
 * Copies database and WAL into a private folder and opens the copy. The journal's own files are only read, so this is safe beside
 * the process that writes them: within one generation of the WAL (the salts in its header) frames are only added, and every page
 * that a checkpoint moves meanwhile stands in that WAL too. So a database copied first, and a WAL copied after it, belong
 * together whenever the WAL is of the generation that was there before. Otherwise the copy is made again.
 */
export async function openSnapshot(dir: string, scratch: string = tmpdir()): Promise<Snapshot> {
  const copy = mkdtempSync(join(scratch, 'plimsoll-verify-'));
  try {
    await copyConsistently(dir, copy);
    const file = join(copy, FILES.database);
    const db = connect(file);
    requireTables(db, file);
    return snapshotOf(db, file, copy);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw asUnavailable(error, `journal in ${dir}`);
  }
}

function snapshotOf(db: Database.Database, file: string, copy: string): Snapshot {
  return {
    check: (reader) => checkStoreBeside(db, file, reader),
    isSpent: (nonce) => db.prepare('SELECT 1 FROM nonces WHERE nonce = ?').get(nonce) !== undefined,
    entries: function* () {
      for (const row of db.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries ORDER BY entries.seq`).iterate())
        yield readRow(row);
    },
    close: async () => {
      db.close();
      await rm(copy, { recursive: true, force: true });
    },
  };
}

async function copyConsistently(dir: string, copy: string): Promise<void> {
  const source = join(dir, FILES.database);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    refuseOwnLock(source);
    const before = await generationOf(dir);
    await copyFile(source, join(copy, FILES.database));
    await copyWal(dir, copy);
    // Without a WAL nothing was written while the database itself stayed as it was.
    if ((await generationOf(before.startsWith(NO_WAL) ? dir : copy)) === before) return;
  }
  throw new JournalUnavailable('locked', `the journal in ${dir} changes faster than it can be copied`);
}

async function copyWal(dir: string, copy: string): Promise<void> {
  const target = join(copy, FILES.wal);
  await rm(target, { force: true });
  try {
    await copyFile(join(dir, FILES.wal), target);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

// Closing our descriptor would drop the lock of this very process, and let a second control plane in.
function refuseOwnLock(file: string): void {
  const stat = statOf(file);
  if (stat === undefined) throw new JournalUnavailable('unreadable', `${file} is missing`);
  if (!isHeldHere(stat)) return;
  throw new JournalUnavailable('locked', `this process holds ${file}: verify it from another one, or close it first`);
}

/** The header of the WAL, which is new each time SQLite begins it anew; with none, the state of the database file. */
async function generationOf(dir: string): Promise<string> {
  try {
    const wal = await open(join(dir, FILES.wal), 'r');
    try {
      const { bytesRead, buffer } = await wal.read(Buffer.alloc(WAL_HEADER), 0, WAL_HEADER, 0);
      if (bytesRead === WAL_HEADER) return buffer.toString('hex');
    } finally {
      await wal.close();
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  const stat = statOf(join(dir, FILES.database));
  return `${NO_WAL}/${stat?.size}/${stat?.mtimeNs}`;
}
