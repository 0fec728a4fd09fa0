import type Database from 'libsql';
import { isFull } from './failure.ts';

// About four pages a commit: the WAL stays near 4 MiB.
const COMMITS = 250;
const CHARACTERS = 2_000_000;

/** Moves the WAL into the database from time to time. Ours, because SQLite's own checkpoints swallow the errors they meet. */
export class Checkpoints {
  readonly #run: () => void;
  #commits = 0;
  #characters = 0;

  constructor(db: Database.Database) {
    const statement = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#run = () => void statement.get();
  }

  /** Counts a commit with this many characters, and checkpoints when enough have come together. */
  after(characters: number): void {
    this.#commits += 1;
    this.#characters += characters;
    if (this.#commits < COMMITS && this.#characters < CHARACTERS) return;
    this.#commits = 0;
    this.#characters = 0;
    try {
      this.#run();
    } catch (error) {
      // Without room in the database the WAL goes on growing until a commit itself finds none; the next turn tries again.
      if (!isFull(error)) throw error;
    }
  }
}
