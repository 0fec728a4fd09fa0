import { join } from 'node:path';
import type Database from 'libsql';
import { JournalUnavailable } from '../../ports/journal.ts';
import type { ChainBreak, Tip } from '../chain.ts';
import { Followers } from '../followers.ts';
import { checkStore } from './check.ts';
import { connect, migrate, requireTables, takeOver } from './connection.ts';
import { createDatabase, removeUnnamed } from './create.ts';
import { FILES, prepareDirectory, statOf } from './directory.ts';
import { asUnavailable } from './failure.ts';
import { isSuspect, replaceByFreshCopy } from './fresh-copy.ts';
import { noteHeld, noteReleased } from './held.ts';
import { describeHolder, writeHolder } from './holder.ts';
import { fileSystemType, refuseNetworkMount } from './mount.ts';
import { RESERVE_BYTES, Reserve } from './reserve.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/** How to open a journal. */
export interface OpenJournal {
  /** Its directory, made when missing. Only its owner may reach it. */
  readonly dir: string;
  readonly reserveBytes?: number;
  /** Wall time, for the line that says since when the journal is held. */
  readonly now?: () => number;
  /** Told of a follower that threw; without it that ends the process. */
  readonly onFollowerFailure?: (error: unknown) => void;
  /** The type of file system of a directory, as `statfs` numbers it. */
  readonly fileSystemType?: (dir: string) => number;
}

/**
 * Opens the journal of a directory and holds it alone until it is closed. Everything in it is checked first; what cannot be trusted
 * is refused with JournalUnavailable: `locked` names the holder, `altered` the record.
 */
export async function openSqliteJournal(options: OpenJournal): Promise<SqliteJournal> {
  try {
    const dir = prepareDirectory(options.dir);
    refuseNetworkMount(dir, (options.fileSystemType ?? fileSystemType)(dir));
    return await openPrepared(dir, options);
  } catch (error) {
    throw asUnavailable(error, `journal in ${options.dir}`);
  }
}

async function openPrepared(dir: string, options: OpenJournal): Promise<SqliteJournal> {
  const { reserveBytes = RESERVE_BYTES, now = Date.now, onFollowerFailure } = options;
  // A control plane that starts on a full disk is there to hold and roll back: just what the reserve is kept for.
  const reserve = new Reserve(dir);
  reserve.inNeed(() => createDatabase(dir));
  const db = await hold(dir, reserve);
  const tip = trusted(db, dir);
  const onReleased = noteHolding(dir);
  await writeHolder(dir, new Date(now()));
  removeUnnamed(dir);
  reserve.keep(reserveBytes);
  return new SqliteJournal(db, { dir, tip, reserve, followers: new Followers(onFollowerFailure), onReleased });
}

async function hold(dir: string, reserve: Reserve): Promise<Database.Database> {
  const db = await lock(dir, reserve);
  if (!isSuspect(dir)) return db;
  reserve.inNeed(() => replaceByFreshCopy(db, dir));
  return lock(dir, reserve);
}

async function lock(dir: string, reserve: Reserve): Promise<Database.Database> {
  const file = join(dir, FILES.database);
  requireContent(file);
  const db = connect(file);
  try {
    reserve.inNeed(() => takeOver(db));
    requireTables(db, file);
    reserve.inNeed(() => migrate(db));
    return db;
  } catch (error) {
    db.close();
    const known = asUnavailable(error, file);
    if (!(known instanceof JournalUnavailable) || known.code !== 'locked') throw known;
    const message = `the journal in ${dir} is held by ${await describeHolder(dir)}: one control plane at a time`;
    throw new JournalUnavailable('locked', message, error);
  }
}

// A new database gets its name when it is complete, so this is what is left of one.
function requireContent(file: string): void {
  if (statOf(file)?.size === 0n) throw new JournalUnavailable('unreadable', `${file} is empty`);
}

function trusted(db: Database.Database, dir: string): Tip {
  const check = checkStore(db);
  if (check.kind === 'ok') return check.tip;
  db.close();
  throw new JournalUnavailable('altered', `the journal in ${dir} is ${placeOf(check)}: ${check.detail}`);
}

function placeOf({ why, seq }: ChainBreak): string {
  if (why === 'incomplete') return `incomplete after entry ${seq}`;
  return seq === 0 ? 'damaged outside its entries' : `altered at entry ${seq}`;
}

function noteHolding(dir: string): () => void {
  const file = join(dir, FILES.database);
  const stat = statOf(file);
  if (stat === undefined) throw new JournalUnavailable('unreadable', `${file} is gone`);
  noteHeld(stat);
  return () => noteReleased(stat);
}
