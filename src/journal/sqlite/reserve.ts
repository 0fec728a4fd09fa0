import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILES, statOf } from './directory.ts';
import { isFull } from './failure.ts';
import { syncFileNow, syncFolderNow } from './sync.ts';

/** How much is set aside for hold and rollback on a full disk. */
export const RESERVE_BYTES = 1024 * 1024;

/** A file that is worth its size only: given back to a full disk, it leaves room to record hold and rollback. */
export class Reserve {
  readonly #dir: string;
  readonly #file: string;
  #spent = false;

  constructor(dir: string) {
    this.#dir = dir;
    this.#file = join(dir, FILES.reserve);
  }

  /** Whether it is still set aside. */
  get isKept(): boolean {
    return statOf(this.#file) !== undefined;
  }

  /** Sets it aside where there is room. What this process gave back stays given back: it is being used. */
  keep(bytes: number): void {
    if (this.#spent || statOf(this.#file)?.size === BigInt(bytes)) return;
    try {
      // Random bytes: a file system that packs would keep zeros for nothing.
      writeFileSync(this.#file, randomBytes(bytes), { mode: 0o600 });
      syncFileNow(this.#file);
    } catch (error) {
      rmSync(this.#file, { force: true });
      if (!isFull(error)) throw error;
    }
    syncFolderNow(this.#dir);
  }

  /** Gives it back to the disk; false when it was gone before. */
  release(): boolean {
    if (!this.isKept) return false;
    rmSync(this.#file);
    syncFolderNow(this.#dir);
    this.#spent = true;
    return true;
  }

  /** Does a step, and where there is no room for it does it again with the reserve given back. */
  inNeed(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!isFull(error) || !this.release()) throw error;
      step();
    }
  }
}
