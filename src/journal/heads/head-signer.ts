import { createHash } from 'node:crypto';
import { canonical } from '../../core/plan/canonical.ts';
import { ENGINE } from '../../core/principal/principal.ts';
import type { Entry, Journal, Json } from '../../ports/journal.ts';
import type { Tip } from '../chain.ts';
import { everyEntry } from '../export.ts';
import { readHead, signHead, verifierKeyText } from './note.ts';
import { PRODUCTION_DECISIONS } from './production-decisions.ts';

/** The stream of the signed heads and of the keys that sign them. */
export const HEADS_STREAM = 'heads';

const CONTROL_PLANE_STREAM = 'control-plane';

/** The key that signs heads. */
export interface HeadKey {
  /** The 32 bytes, base64url. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): Buffer;
}

/** What a head signer stands on. */
export interface HeadSignerParts {
  readonly journal: Journal;
  readonly key: HeadKey;
  readonly origin: string;
  readonly epoch: number;
  readonly wall: () => number;
  readonly steady: () => number;
  /** Told of every head once the journal has it. */
  readonly onHead: (note: string) => void;
  /** Told when a head could not be recorded; what was decided stands all the same. */
  readonly onFailure: (error: unknown) => void;
}

/** Signs the head of the journal at every production decision and records it there: after the decision, and never in its way. */
export class HeadSigner {
  readonly #parts: HeadSignerParts;
  readonly #notes: string[] = [];
  #trust: string | null = null;
  #keyAdopted = '';
  #unsigned: (Tip & { readonly trust: string | null }) | null = null;
  #work: Promise<void> = Promise.resolve();
  #unfollow: () => void = () => undefined;

  private constructor(parts: HeadSignerParts) {
    this.#parts = parts;
  }

  /** Reads what the journal says of keys, heads and trust, and signs what a crash left unsigned. */
  static async start(parts: HeadSignerParts): Promise<HeadSigner> {
    const signer = new HeadSigner(parts);
    await signer.#catchUp();
    signer.#later(() => signer.#adoptKey());
    signer.#unfollow = parts.journal.follow((entries) => signer.#followed(entries));
    if (signer.#unsigned !== null) signer.#sign(signer.#unsigned, signer.#unsigned.trust);
    return signer;
  }

  /** All heads signed so far, oldest first. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Signs a head without recording it: for an export, which changes nothing. */
  noteOf(tip: Tip, trust: string | null): string {
    const { origin, key } = this.#parts;
    return signHead({ origin, seq: tip.seq, hash: tip.hash, trust }, key.publicKey, (bytes) => key.sign(bytes));
  }

  /** Resolves when everything that was decided so far has its head. */
  async settled(): Promise<void> {
    let before: Promise<void> | undefined;
    while (before !== this.#work) {
      before = this.#work;
      await before;
    }
  }

  /** Signs no more. */
  async stop(): Promise<void> {
    await this.settled();
    this.#unfollow();
  }

  #followed(entries: readonly Entry[]): void {
    for (const entry of entries) this.#take(entry);
    const last = entries.at(-1);
    if (last !== undefined && this.#unsigned !== null) this.#sign(last, this.#trust);
  }

  // What was signed before is not read again: a journal may hold a million entries, and a start is short.
  async #catchUp(): Promise<void> {
    const { journal } = this.#parts;
    for (const entry of await journal.read(HEADS_STREAM)) this.#take(entry);
    const signed = readHead(this.#notes.at(-1) ?? '')?.seq ?? 0;
    for (const entry of await journal.read(CONTROL_PLANE_STREAM)) if (entry.seq <= signed) this.#takeTrust(entry);
    for await (const entry of everyEntry(journal, signed)) if (entry.stream !== HEADS_STREAM) this.#take(entry);
  }

  // The note is made at once and recorded in turn: by then another list may be in force.
  #sign(tip: Tip, trust: string | null): void {
    const note = this.noteOf(tip, trust);
    this.#unsigned = null;
    this.#later(async () => {
      await this.#adoptKey();
      await this.#append('HeadSigned', { note });
      this.#parts.onHead(note);
    });
  }

  // In turn, and in nobody's way: on a full disk what was decided goes on, and its head is missed.
  #later(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#parts.onFailure(error));
  }

  async #adoptKey(): Promise<void> {
    const own = verifierKeyText(this.#parts.origin, this.#parts.key.publicKey);
    if (this.#keyAdopted !== own) await this.#append('HeadKeyAdopted', { verifierKey: own });
  }

  #take(entry: Entry): void {
    const { seq, hash, stream, type } = entry;
    const { note, verifierKey } = membersOf(entry);
    this.#takeTrust(entry);
    if (stream === HEADS_STREAM && type === 'HeadKeyAdopted' && isText(verifierKey)) this.#keyAdopted = verifierKey;
    if (stream === HEADS_STREAM && type === 'HeadSigned' && isText(note)) this.#notes.push(note);
    if (PRODUCTION_DECISIONS.has(type)) this.#unsigned = { seq, hash, trust: this.#trust };
  }

  #takeTrust(entry: Entry): void {
    const { list } = membersOf(entry);
    if (entry.type === 'TrustListAdopted' && list !== undefined) this.#trust = digestOf(list);
  }

  async #append(type: string, body: Json): Promise<void> {
    const { journal, epoch, wall, steady, origin } = this.#parts;
    const digest = digestOf(body).slice('sha256:'.length);
    await journal.append({
      writes: [{ stream: HEADS_STREAM, expectedVersion: 'any', entries: [{ type, schema: 1, body }] }],
      requestId: `${HEADS_STREAM}/${origin}/${epoch}/${digest}`,
      epoch,
      at: wall(),
      steady: steady(),
      principal: ENGINE,
      proof: 'none',
    });
  }
}

const membersOf = ({ body }: Entry): Readonly<Record<string, Json>> =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, Json>>) : {};

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const digestOf = (value: Json): string => `sha256:${createHash('sha256').update(canonical(value)).digest('hex')}`;
