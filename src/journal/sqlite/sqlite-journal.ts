import { statfs } from 'node:fs/promises';
import type Database from 'libsql';
import {
  type Append,
  type Appended,
  type Entry,
  type Journal,
  JournalUnavailable,
  NonceSpent,
} from '../../ports/journal.ts';
import type { Damaged, Tip } from '../chain.ts';
import { composeEntries } from '../compose-entries.ts';
import type { Followers } from '../followers.ts';
import { Checkpoints } from './checkpoints.ts';
import { release, transaction } from './connection.ts';
import { eraseHolder } from './holder.ts';
import type { Reserve } from './reserve.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { Trust } from './trust.ts';

/** What the journal needs besides its database. */
export interface SqliteJournalParts {
  readonly dir: string;
  readonly tip: Tip;
  readonly reserve: Reserve;
  readonly followers: Followers;
  /** Called when the lock was given back. */
  readonly onReleased: () => void;
}

/** The journal of one machine. Everything runs to its end before the next begins, so no two appends ever interleave. */
export class SqliteJournal implements Journal {
  readonly #db: Database.Database;
  readonly #parts: SqliteJournalParts;
  readonly #statements: Statements;
  readonly #checkpoints: Checkpoints;
  readonly #trust: Trust;
  #tip: Tip;

  constructor(db: Database.Database, parts: SqliteJournalParts) {
    this.#db = db;
    this.#parts = parts;
    this.#tip = parts.tip;
    this.#statements = prepareStatements(db);
    this.#checkpoints = new Checkpoints(db);
    this.#trust = new Trust(parts.dir);
  }

  async append(request: Append): Promise<Appended> {
    this.#requireOpen();
    this.#trust.require();
    const before = this.#trust.guarding(() => this.#statements.entriesOfRequest(request.requestId)?.map(sound));
    if (before !== undefined) return { entries: before, repeated: true };
    const { entries, characters } = this.#trust.guarding(() => this.#commit(request));
    this.#tip = entries.at(-1) ?? this.#tip;
    // Durable from here on, whatever a checkpoint meets: that only decides about the appends to come.
    this.#checkpoint(characters);
    this.#parts.followers.tell(entries);
    return { entries, repeated: false };
  }

  async read(stream: string, from = 1): Promise<readonly Entry[]> {
    this.#requireOpen();
    return this.#trust.guarding(() => this.#statements.stream(stream, from).map(sound));
  }

  async readAll(after: number, limit: number): Promise<readonly Entry[]> {
    this.#requireOpen();
    return this.#trust.guarding(() => this.#statements.after(after, limit).map(sound));
  }

  async streams(prefix: string): Promise<readonly string[]> {
    this.#requireOpen();
    return this.#trust.guarding(() => this.#statements.streams(prefix));
  }

  async head(): Promise<Tip> {
    this.#requireOpen();
    const { seq, hash } = this.#tip;
    return { seq, hash };
  }

  follow(listener: (entries: readonly Entry[]) => void): () => void {
    return this.#parts.followers.follow(listener);
  }

  /** Gives the reserve back to a full disk, so that hold and rollback can be recorded; false when it was given back before. */
  async releaseReserve(): Promise<boolean> {
    return this.#trust.guarding(() => this.#parts.reserve.release());
  }

  /** Whether the reserve is still set aside. It comes back when a journal is opened on a disk with room. */
  async hasReserve(): Promise<boolean> {
    return this.#parts.reserve.isKept;
  }

  /** How much can still be written on this disk, the reserve not counted. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#parts.dir);
    return bavail * bsize;
  }

  async close(): Promise<void> {
    if (!this.#db.open) return;
    // On a disk that failed nothing more is written, not even to tidy up: the lock goes with the process.
    if (this.#trust.isLost) {
      this.#db.close();
      return;
    }
    if (!release(this.#db)) return;
    eraseHolder(this.#parts.dir);
    this.#parts.onReleased();
  }

  #commit(request: Append): { entries: readonly Entry[]; characters: number } {
    let characters = 0;
    const entries = composeEntries(request, this.#tip, this.#statements.versionOf);
    const { spendNonce } = request;
    const first = this.#tip.seq + 1;
    transaction(this.#db, () => {
      if (spendNonce !== undefined && this.#statements.isSpent(spendNonce)) {
        throw new NonceSpent(`nonce ${spendNonce} was spent before`);
      }
      for (const entry of entries) characters += this.#statements.insertEntry(entry);
      this.#statements.insertRequest(request.requestId, first, first + entries.length - 1);
      if (spendNonce !== undefined) this.#statements.insertNonce(spendNonce, first);
    });
    return { entries, characters };
  }

  #checkpoint(characters: number): void {
    try {
      this.#checkpoints.after(characters);
    } catch (error) {
      this.#trust.loseAfter(error);
    }
  }

  #requireOpen(): void {
    if (!this.#db.open) throw new JournalUnavailable('closed', 'the journal is closed');
  }
}

// The chain was checked when the journal was opened and nobody else can write: such a row changed under our hands.
function sound(entry: Entry | Damaged): Entry {
  if ('damaged' in entry)
    throw new JournalUnavailable('altered', `a record changed while the journal was open: ${entry.damaged}`);
  return entry;
}
