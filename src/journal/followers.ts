import type { Entry } from '../ports/journal.ts';

type Listener = (entries: readonly Entry[]) => void;

/** Tells listeners of every append, all of them in the order of the journal, also when one of them appends. */
export class Followers {
  readonly #listeners = new Set<Listener>();
  readonly #waiting: (readonly Entry[])[] = [];
  readonly #onFailure: (error: unknown) => void;
  #telling = false;

  constructor(onFailure: (error: unknown) => void = throwLater) {
    this.#onFailure = onFailure;
  }

  /** Adds a listener until the returned function is called. */
  follow(listener: Listener): () => void {
    // A function of its own: the same listener may follow twice and leave once.
    const own: Listener = (entries) => listener(entries);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Tells everyone. What is committed while they are told is told after it. */
  tell(entries: readonly Entry[]): void {
    this.#waiting.push(entries);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#tellAll(next);
    this.#telling = false;
  }

  #tellAll(entries: readonly Entry[]): void {
    for (const listener of [...this.#listeners]) {
      try {
        if (this.#listeners.has(listener)) listener(entries);
      } catch (error) {
        this.#onFailure(error);
      }
    }
  }
}

// The entries are durable: the append must not fail for a listener's bug, and the bug must not be swallowed.
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
