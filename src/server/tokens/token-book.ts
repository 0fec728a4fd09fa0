import { randomBytes } from 'node:crypto';
import { hours } from '../../core/kernel/duration.ts';
import { type Instant, later } from '../../core/kernel/instant.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { principalText } from '../../core/principal/principal.ts';
import {
  endOf,
  holderOf,
  refuseToken,
  refuseWish,
  type TokenGrant,
  type TokenWish,
} from '../../core/principal/token.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Entry, Journal, Json } from '../../ports/journal.ts';
import type { Caller } from '../caller.ts';
import { hashOf, hasTokenForm, newSecret } from './secret.ts';

/** What happens to tokens. None of it holds a token: the journal is read by more people than may use one. */
export type TokenEvent =
  | { readonly type: 'TokenGranted'; readonly token: TokenGrant }
  | { readonly type: 'TokenRevoked'; readonly id: string; readonly reason: string; readonly at: Instant }
  | { readonly type: 'TokenUsed'; readonly id: string; readonly at: Instant }
  /** The holder of a token asked for what it may not. */
  | { readonly type: 'ActRefused'; readonly act: string; readonly code: string; readonly at: Instant };

const STREAM = 'tokens';
/** Use is written down at most this often: last use survives a restart, and reading costs no write. */
const USE_NOTED_EVERY = hours(1);

/** A token with when it was last used; null when never. */
export interface KnownToken {
  readonly grant: TokenGrant;
  readonly lastUsed: Instant | null;
}

/** The tokens of agents and CI jobs: kept in the journal as hashes, looked up by hash. */
export class TokenBook {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #grants = new Map<string, TokenGrant>();
  readonly #idByHash = new Map<string, string>();
  readonly #lastUsed = new Map<string, Instant>();
  readonly #notedUse = new Map<string, Instant>();
  #version = 0;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(journal: Journal, clock: Clock, epoch: number) {
    this.#journal = journal;
    this.#clock = clock;
    this.#epoch = epoch;
  }

  /** Reads which tokens there are. */
  static async load(journal: Journal, clock: Clock, epoch: number): Promise<TokenBook> {
    const book = new TokenBook(journal, clock, epoch);
    for (const entry of await journal.read(STREAM)) book.#take(entry);
    return book;
  }

  /** Makes a token. The secret is in this answer and nowhere else. */
  async grant(
    wish: TokenWish,
    caller: Caller,
  ): Promise<{ readonly secret: string; readonly token: KnownToken } | Refusal> {
    const refusal = refuseWish(wish);
    if (refusal !== null) return refusal;
    const { lifetime: _, ...asked } = wish;
    const secret = newSecret(wish.kind);
    const at = this.#clock.wall();
    const grant: TokenGrant = {
      ...asked,
      id: `tok_${randomBytes(8).toString('hex')}`,
      hash: hashOf(secret),
      vouched: caller.proof === 'session' ? 'session' : 'os-account',
      grantedBy: principalText(caller.principal),
      grantedAt: at,
      until: endOf(wish, at),
      revokedAt: null,
    };
    await this.#say({ type: 'TokenGranted', token: grant }, caller);
    return { secret, token: { grant, lastUsed: null } };
  }

  /** Ends a token at once; one that was ended before stays as it is. */
  async revoke(id: string, reason: string, caller: Caller): Promise<KnownToken | Refusal> {
    const grant = this.#grants.get(id);
    if (grant === undefined) {
      return refuse('no-such-token', `There is no token ${id}`, 'List them: plimsoll token list');
    }
    if (grant.revokedAt === null) {
      await this.#say({ type: 'TokenRevoked', id, reason, at: this.#clock.wall() }, caller);
    }
    return this.#known(this.#grants.get(id) ?? grant);
  }

  /** The grant behind a token, or why it is not taken. */
  find(secret: string): TokenGrant | Refusal {
    if (!hasTokenForm(secret)) return refuse('token-malformed', 'What was sent is no token', SEND);
    const grant = this.#grants.get(this.#idByHash.get(hashOf(secret)) ?? '');
    if (grant === undefined) return refuse('token-unknown', 'This control plane does not know that token', SEND);
    const at = this.#clock.wall();
    const refusal = refuseToken(grant, at);
    if (refusal !== null) return refusal;
    this.#use(grant, at);
    return grant;
  }

  /** Every token that was made here, newest first. */
  list(): readonly KnownToken[] {
    return [...this.#grants.values()].map((grant) => this.#known(grant)).reverse();
  }

  /** Writes down that the holder of a token asked for what it may not. */
  async noteRefused(act: string, { code }: Refusal, caller: Caller): Promise<void> {
    await this.#say({ type: 'ActRefused', act, code, at: this.#clock.wall() }, caller);
  }

  #known(grant: TokenGrant): KnownToken {
    return { grant, lastUsed: this.#lastUsed.get(grant.id) ?? null };
  }

  #use(grant: TokenGrant, at: Instant): void {
    this.#lastUsed.set(grant.id, at);
    const noted = this.#notedUse.get(grant.id);
    if (noted !== undefined && at < later(noted, USE_NOTED_EVERY)) return;
    this.#notedUse.set(grant.id, at);
    // Last use is for people to look at; where it cannot be written nothing is decided by it.
    const caller: Caller = { principal: holderOf(grant), proof: 'token' };
    void this.#say({ type: 'TokenUsed', id: grant.id, at }, caller).catch(() => undefined);
  }

  #say(event: TokenEvent, caller: Caller): Promise<void> {
    const turn = this.#last.then(() => this.#append(event, caller));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #append(event: TokenEvent, { principal, proof }: Caller): Promise<void> {
    const { type, ...body } = event;
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

  #take(entry: Entry): void {
    const event = { type: entry.type, ...(entry.body as object) } as TokenEvent;
    this.#version = entry.version;
    if (event.type === 'TokenGranted') {
      this.#grants.set(event.token.id, event.token);
      this.#idByHash.set(event.token.hash, event.token.id);
    }
    if (event.type === 'TokenRevoked') {
      const grant = this.#grants.get(event.id);
      if (grant !== undefined) this.#grants.set(event.id, { ...grant, revokedAt: event.at });
    }
    if (event.type === 'TokenUsed') {
      this.#lastUsed.set(event.id, event.at);
      this.#notedUse.set(event.id, event.at);
    }
  }
}

const SEND = 'Send the whole token: Authorization: Bearer plm_…, or set PLIMSOLL_TOKEN';
