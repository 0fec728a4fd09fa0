import Database from 'libsql';
import { InvariantViolation } from '../../core/kernel/invariant.ts';
import { JournalUnavailable } from '../../ports/journal.ts';
import { MIGRATIONS } from './migrations.ts';
import { numberIn } from './rows.ts';

/*
 * The exclusive lock comes before the first look at a WAL: then SQLite needs no shared memory and nobody else gets in.
 * Checkpoints are ours (checkpoint.ts): the automatic ones swallow their errors.
 */
const SETTINGS = [
  'locking_mode = EXCLUSIVE',
  'journal_mode = WAL',
  'synchronous = FULL',
  'wal_autocheckpoint = 0',
  'trusted_schema = OFF',
  'cell_size_check = ON',
];

/** Opens a database file that exists. */
export function connect(file: string): Database.Database {
  try {
    return new Database(file);
  } catch (error) {
    // What libsql throws here carries no code of SQLite.
    throw new JournalUnavailable('unreadable', `${file} cannot be opened`, error);
  }
}

/** Takes the exclusive lock and the settings that durability rests on. Throws BUSY when somebody has the lock. */
export function takeOver(db: Database.Database): void {
  for (const setting of SETTINGS) db.exec(`PRAGMA ${setting}`);
  db.exec('BEGIN IMMEDIATE; COMMIT;');
  requireSetting(db, 'journal_mode', 'wal');
  requireSetting(db, 'locking_mode', 'exclusive');
  requireSetting(db, 'synchronous', 2);
}

/** Runs something as one transaction, or not at all. */
export function transaction<Result>(db: Database.Database, work: () => Result): Result {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    undo(db, error);
    throw error;
  }
}

const NEWEST = MIGRATIONS.at(-1)?.number ?? 0;

// Which step of the tables a database has; 0 when it has none.
const tablesOf = (db: Database.Database): number =>
  numberIn(db.prepare('PRAGMA user_version').get(), 'user_version') ?? 0;

/** Refuses a database that is no journal, or one of a newer release. */
export function requireTables(db: Database.Database, file: string): void {
  const found = tablesOf(db);
  if (found === 0) throw new JournalUnavailable('unreadable', `${file} is no journal`);
  if (found <= NEWEST) return;
  const numbers = `tables ${found}, known ${NEWEST}`;
  throw new JournalUnavailable('unreadable', `${file} was written by a newer release (${numbers})`);
}

/** Brings the tables up to this release, each step in a transaction of its own. */
export function migrate(db: Database.Database): void {
  const found = tablesOf(db);
  for (const step of MIGRATIONS.filter((step) => step.number > found)) {
    transaction(db, () => db.exec(`${step.sql}; PRAGMA user_version = ${step.number};`));
  }
}

/**
 * Closes and gives the lock back: true when it did. A plain close of libsql keeps file and lock while any statement is uncollected,
 * so the database leaves WAL first, which also writes everything into one file. Where that fails nothing is lost: the WAL is
 * durable, and the lock goes with the process.
 */
export function release(db: Database.Database): boolean {
  try {
    db.exec('PRAGMA journal_mode = DELETE');
    db.exec('PRAGMA locking_mode = NORMAL');
    // The lock goes with the next read.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

function undo(db: Database.Database, cause: unknown): void {
  // SQLite has rolled back by itself after most failures of the disk.
  if (!db.inTransaction) return;
  try {
    db.exec('ROLLBACK');
  } catch {
    throw new JournalUnavailable('io', 'a failed transaction could not be undone', cause);
  }
}

function requireSetting(db: Database.Database, name: string, wanted: string | number): void {
  const row = db.prepare(`PRAGMA ${name}`).raw().get();
  const value: unknown = Array.isArray(row) ? row[0] : undefined;
  if (value !== wanted) throw new InvariantViolation(`journal: ${name} is ${String(value)}, not ${wanted}`);
}
