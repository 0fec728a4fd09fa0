import { JournalUnavailable } from '../../ports/journal.ts';
import { asUnavailable } from './failure.ts';
import { markSuspect } from './fresh-copy.ts';

/**
 * Whether what is written still reaches the disk. A full disk undoes a transaction cleanly and may get room again. After anything
 * else SQLite would go on writing to pages that may never arrive, so stopping is ours: trust that is lost stays lost.
 */
export class Trust {
  readonly #dir: string;
  #lost: JournalUnavailable | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Whether nothing may be acknowledged any more. */
  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** Throws when trust was lost before. */
  require(): void {
    if (this.#lost === undefined) return;
    const { code, message } = this.#lost;
    throw new JournalUnavailable(code, `the journal has stopped: ${message}. Restart the control plane.`, this.#lost);
  }

  /** Runs something on the database; what it throws comes out in the words of the port, and is remembered. */
  guarding<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.loseAfter(error);
    }
  }

  /** Remembers a failure, if it is one of the journal, and returns it in the words of the port. */
  loseAfter(error: unknown): unknown {
    const known = asUnavailable(error, 'journal');
    if (!(known instanceof JournalUnavailable) || known.code === 'full') return known;
    this.#lost ??= known;
    if (known.code === 'io') markSuspect(this.#dir);
    return known;
  }
}
