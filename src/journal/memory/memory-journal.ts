import {
  type Append,
  type Appended,
  type Entry,
  type Journal,
  JournalUnavailable,
  NonceSpent,
} from '../../ports/journal.ts';
import { GENESIS, type Tip } from '../chain.ts';
import { composeEntries } from '../compose-entries.ts';
import { Followers } from '../followers.ts';

/** A journal without a disk, for tests and simulation: the same rules, the same chain, gone with the process. */
export class MemoryJournal implements Journal {
  readonly #entries: Entry[] = [];
  readonly #streams = new Map<string, Entry[]>();
  readonly #requests = new Map<string, readonly Entry[]>();
  readonly #nonces = new Set<string>();
  readonly #followers = new Followers();
  #open = true;

  async append(request: Append): Promise<Appended> {
    this.#requireOpen();
    const before = this.#requests.get(request.requestId);
    if (before !== undefined) return { entries: before, repeated: true };
    const entries = composeEntries(request, this.#tip(), (stream) => this.#streams.get(stream)?.length ?? 0);
    this.#spend(request.spendNonce);
    this.#requests.set(request.requestId, entries);
    for (const entry of entries) this.#keep(entry);
    this.#followers.tell(entries);
    return { entries, repeated: false };
  }

  async read(stream: string, from = 1): Promise<readonly Entry[]> {
    this.#requireOpen();
    return (this.#streams.get(stream) ?? []).slice(Math.max(0, from - 1));
  }

  async readAll(after: number, limit: number): Promise<readonly Entry[]> {
    this.#requireOpen();
    return this.#entries.slice(after, after + limit);
  }

  async streams(prefix: string): Promise<readonly string[]> {
    this.#requireOpen();
    return [...this.#streams.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  async head(): Promise<Tip> {
    this.#requireOpen();
    const { seq, hash } = this.#tip();
    return { seq, hash };
  }

  follow(listener: (entries: readonly Entry[]) => void): () => void {
    return this.#followers.follow(listener);
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #tip(): Tip {
    return this.#entries.at(-1) ?? GENESIS;
  }

  #spend(nonce: string | undefined): void {
    if (nonce === undefined) return;
    if (this.#nonces.has(nonce)) throw new NonceSpent(`nonce ${nonce} was spent before`);
    this.#nonces.add(nonce);
  }

  #keep(entry: Entry): void {
    this.#entries.push(entry);
    const stream = this.#streams.get(entry.stream);
    if (stream === undefined) this.#streams.set(entry.stream, [entry]);
    else stream.push(entry);
  }

  #requireOpen(): void {
    if (!this.#open) throw new JournalUnavailable('closed', 'the journal is closed');
  }
}
