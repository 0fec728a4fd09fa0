import type { Principal, Proof } from '../core/principal/principal.ts';

/** A JSON value as it is stored: finite numbers only. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One entry to be written. `schema` is the version of this type of event; a change of shape raises it and brings an upcaster. */
export interface NewEntry {
  readonly type: string;
  readonly schema: number;
  readonly body: Json;
}

/** One entry as recorded: a row of the hash chain. */
export interface Entry extends NewEntry {
  /** Position in the whole journal, from 1, without gaps. Order is this, never a clock. */
  readonly seq: number;
  readonly stream: string;
  /** Position in its stream, from 1, without gaps. */
  readonly version: number;
  readonly epoch: number;
  /** Wall time in milliseconds since 1970. */
  readonly at: number;
  /** Steady time in milliseconds, of the process that wrote it. */
  readonly steady: number;
  readonly principal: Principal;
  readonly proof: Proof;
  readonly previousHash: string;
  /** `sha256:…` over the previous hash and the canonical record. */
  readonly hash: string;
}

/** Entries for one stream. `any` skips the version check: for measurements, whose only writer is the engine's tick. */
export interface Write {
  readonly stream: string;
  readonly expectedVersion: number | 'any';
  readonly entries: readonly NewEntry[];
}

/** One transaction: all of it or nothing. */
export interface Append {
  readonly writes: readonly Write[];
  /** A repeated id appends nothing and returns what the first one did. */
  readonly requestId: string;
  /** Spent in this transaction; one that was spent before refuses the whole. */
  readonly spendNonce?: string;
  readonly epoch: number;
  readonly at: number;
  readonly steady: number;
  readonly principal: Principal;
  readonly proof: Proof;
}

/** What an append did. */
export interface Appended {
  readonly entries: readonly Entry[];
  /** True when this request id had been appended before. */
  readonly repeated: boolean;
}

/** Somebody else appended to that stream first: read again and decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  readonly stream: string;
  readonly expected: number;
  readonly actual: number;

  constructor(stream: string, expected: number, actual: number) {
    super(`stream ${stream} is at version ${actual}, not ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The nonce was spent before. */
export class NonceSpent extends Error {
  override readonly name = 'NonceSpent';
}

/** Why a journal cannot be used. `permissions`: others could read or write it; `mount`: its locks prove nothing there. */
export type Unavailability =
  | 'locked'
  | 'altered'
  | 'unreadable'
  | 'read-only'
  | 'full'
  | 'io'
  | 'permissions'
  | 'mount'
  | 'closed';

/** The journal cannot be trusted or written: nothing may be acknowledged. `code` tells why. */
export class JournalUnavailable extends Error {
  override readonly name = 'JournalUnavailable';
  readonly code: Unavailability;

  constructor(code: Unavailability, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Append-only, hash-chained, durable when acknowledged. */
export interface Journal {
  /** Rejects with VersionConflict, NonceSpent or JournalUnavailable. Resolved means durable. */
  append(request: Append): Promise<Appended>;
  /** A stream's entries from this version on (default 1), in order. */
  read(stream: string, from?: number): Promise<readonly Entry[]>;
  /** All entries after this position of the whole journal, at most `limit`. */
  readAll(after: number, limit: number): Promise<readonly Entry[]>;
  /** The names of the streams that begin with a prefix. */
  streams(prefix: string): Promise<readonly string[]>;
  /** The newest position and hash; seq 0 and the genesis hash when empty. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
  /** Calls back after every append, in order, until the returned function is called. */
  follow(listener: (entries: readonly Entry[]) => void): () => void;
  close(): Promise<void>;
}
