import type { Duration } from '../core/kernel/duration.ts';
import { type Instant, instant } from '../core/kernel/instant.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal, Json } from '../ports/journal.ts';
import type { Caller } from './caller.ts';

/** What people do with passkeys besides signing statements. Nothing here lets anybody in. */
export type SessionEvent =
  | {
      readonly type: 'SessionBegun';
      readonly session: string;
      readonly person: string;
      readonly keyId: string;
      readonly until: Instant;
      /** When its passkey was used, and of what proves it the SHA-256. Older records have neither: those sessions ended with their process. */
      readonly begunAt?: Instant;
      readonly proof?: string;
      /** How long it may go unused; null where that does not matter. */
      readonly idle?: Duration | null;
    }
  | { readonly type: 'SessionEnded'; readonly session: string }
  /** A passkey that counts its uses was used: a copy of it would count otherwise. */
  | { readonly type: 'PasskeyUsed'; readonly keyId: string; readonly counter: number };

/** A session as the record knows it. */
export type BegunSession = Required<Omit<Extract<SessionEvent, { readonly type: 'SessionBegun' }>, 'type'>>;

const STREAM = 'sessions';

/** Who signed in when, and what each passkey counted last: in the journal, so that a restart forgets neither. */
export class SessionRecord {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #counters = new Map<string, number>();
  readonly #begun = new Map<string, BegunSession>();
  #last: Instant | null = null;
  #version = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(journal: Journal, clock: Clock, epoch: number) {
    this.#journal = journal;
    this.#clock = clock;
    this.#epoch = epoch;
  }

  /** Reads what was recorded. */
  static async load(journal: Journal, clock: Clock, epoch: number): Promise<SessionRecord> {
    const record = new SessionRecord(journal, clock, epoch);
    for (const entry of await journal.read(STREAM)) record.#take(entry);
    return record;
  }

  /** How often a passkey said it was used, as far as is known; 0 for one that does not count. */
  counterOf(keyId: string): number {
    return this.#counters.get(keyId) ?? 0;
  }

  /**
   * The sessions that were begun and neither ended nor ran out. None where the clock stands before what was recorded last: whoever
   * sets it back makes no session last longer.
   */
  standing(): readonly BegunSession[] {
    const now = this.#clock.wall();
    if (this.#last !== null && now < this.#last) return [];
    return [...this.#begun.values()].filter(({ until }) => until > now);
  }

  /** Records an event, one after the other. */
  say(event: SessionEvent, caller: Caller): Promise<void> {
    const turn = this.#turn.then(() => this.#append(event, caller));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #append({ type, ...body }: SessionEvent, { principal, proof }: Caller): Promise<void> {
    const { entries } = await this.#journal.append({
      writes: [
        {
          stream: STREAM,
          expectedVersion: this.#version,
          entries: [{ type, schema: 1, body: JSON.parse(canonical(body)) as Json }],
        },
      ],
      requestId: `${STREAM}@${this.#version}`,
      epoch: this.#epoch,
      at: this.#clock.wall(),
      steady: this.#clock.steady(),
      principal,
      proof,
    });
    for (const entry of entries) this.#take(entry);
  }

  #take({ type, body, version, at }: Entry): void {
    const event = { type, ...(body as object) } as SessionEvent;
    this.#version = version;
    this.#last = instant(at);
    switch (event.type) {
      case 'PasskeyUsed':
        this.#counters.set(event.keyId, event.counter);
        return;
      case 'SessionEnded':
        this.#begun.delete(event.session);
        return;
      case 'SessionBegun': {
        const { session, person, keyId, until, begunAt = instant(at), proof, idle = null } = event;
        if (proof !== undefined) this.#begun.set(session, { session, person, keyId, until, begunAt, proof, idle });
      }
    }
  }
}
