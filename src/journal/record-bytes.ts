import * as crypto from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Entry } from '../ports/journal.ts';
import { type Members, roomFor, scanObject } from './canonical-scan.ts';
import { DOMAIN } from './chain.ts';
import { isPrincipal } from './entry-text.ts';

const KEYS = ['at', 'body', 'epoch', 'principal', 'proof', 'schema', 'seq', 'steady', 'stream', 'type', 'version'].map(
  (key) => Buffer.from(key),
);
const [AT, BODY, EPOCH, PRINCIPAL, PROOF, SCHEMA, SEQ, STEADY, STREAM, TYPE, VERSION] = KEYS.keys();
const COUNTS = [AT, EPOCH, SCHEMA, SEQ, VERSION];
const TEXTS = [PROOF, STREAM, TYPE];
const HASH_BYTES = 32;
/** More than a number takes that is added by itself. */
const NUMBERS = 64;
const HEX_TEXT = 'sha256:'.length + 2 * HASH_BYTES;
/** In Node 20 already, and nearly twice as fast as a hash object for so few bytes. */
const hashAtOnce: ((algorithm: string, bytes: Buffer, encoding: 'hex') => string) | undefined = crypto.hash;

/**
 * The canonical record of an entry as the bytes that are hashed, checked where they lie: one canonical object with just the members of
 * a record, and the link to the entry before it. Nothing is parsed; whoever needs the entry asks for it.
 */
export class RecordBytes {
  readonly #members: Members = roomFor(KEYS.length);
  #bytes = Buffer.alloc(4_096);
  #end = 0;
  #principal = '';

  /** Begins a record of no more bytes than these, its numbers not counted. */
  begin(most: number): void {
    if (RECORD + most + NUMBERS > this.#bytes.length) this.#bytes = Buffer.alloc(2 * (RECORD + most + NUMBERS));
    DOMAIN.copy(this.#bytes);
    this.#end = RECORD;
  }

  /** Adds a piece of it from bytes that are UTF-8, which the caller knows. */
  add(bytes: Buffer, from: number, to: number): void {
    this.#end += bytes.copy(this.#bytes, this.#end, from, to);
  }

  /** Adds a number of it. */
  addNumber(value: number): void {
    this.#end += this.#bytes.write(String(value), this.#end, 'latin1');
  }

  /** Whether it is a record in canonical form. */
  isRecord(): boolean {
    const members = this.#members;
    if (!scanObject(this.#bytes, RECORD, this.#end, members) || members.count !== KEYS.length) return false;
    for (let index = 0; index < KEYS.length; index += 1) if (!this.#isKey(index)) return false;
    return this.#isOfKinds();
  }

  /** The hash that links it to this previous one; both as `sha256:` and hex. */
  link(previous: string): string {
    this.#bytes.write(previous.slice('sha256:'.length), DOMAIN.length, HASH_BYTES, 'hex');
    const hashed = this.#bytes.subarray(0, this.#end);
    return `sha256:${hashAtOnce?.('sha256', hashed, 'hex') ?? createHash('sha256').update(hashed).digest('hex')}`;
  }

  get seq(): number {
    return Number(this.#text(SEQ));
  }

  /** Where its epoch ends, counted from the first byte of the record: there the hashes stand in an exported line. */
  get epochEnd(): number {
    return (this.#members.valueEnd[EPOCH ?? 0] ?? 0) - RECORD;
  }

  /** Whether its stream begins so; plain letters only. */
  streamStartsWith(prefix: string): boolean {
    const from = (this.#members.valueStart[STREAM ?? 0] ?? 0) + 1;
    return this.#bytes.toString('latin1', from, from + prefix.length) === prefix;
  }

  /** How many bytes its texts take as they are written here, without their quotes. */
  get textBytes(): number {
    return (
      this.#length(BODY) + this.#length(PRINCIPAL) + this.#length(PROOF) + this.#length(STREAM) + this.#length(TYPE) - 6
    );
  }

  /** The entry itself. */
  entry(previousHash: string, hash: string): Entry {
    return { ...JSON.parse(this.#bytes.toString('utf8', RECORD, this.#end)), previousHash, hash };
  }

  #isKey(index: number): boolean {
    const key = KEYS[index] ?? DOMAIN;
    const from = this.#members.keyStart[index] ?? 0;
    if ((this.#members.keyEnd[index] ?? 0) - from !== key.length) return false;
    for (let at = 0; at < key.length; at += 1) if (this.#bytes[from + at] !== key[at]) return false;
    return true;
  }

  #isOfKinds(): boolean {
    for (const index of COUNTS) if (!this.#isCount(index)) return false;
    for (const index of TEXTS) if (this.#first(index) !== 0x22) return false;
    return isOfNumber(this.#first(STEADY)) && this.#hasPrincipal();
  }

  // A canonical number without a point or an exponent, and of no more digits than are exact.
  #isCount(index = 0): boolean {
    const to = this.#members.valueEnd[index] ?? 0;
    let at = this.#members.valueStart[index] ?? 0;
    if (this.#bytes[at] === 0x2d) at += 1;
    if (to - at > 15) return isSafeCount(this.#text(index));
    for (; at < to; at += 1) if (!isDigit(this.#bytes[at] ?? 0)) return false;
    return true;
  }

  #first(index = 0): number {
    return this.#bytes[this.#members.valueStart[index] ?? 0] ?? 0;
  }

  #length(index = 0): number {
    return (this.#members.valueEnd[index] ?? 0) - (this.#members.valueStart[index] ?? 0);
  }

  // One principal writes most entries: it is looked at once.
  #hasPrincipal(): boolean {
    const text = this.#text(PRINCIPAL);
    if (text === this.#principal) return true;
    if (!isPrincipal(JSON.parse(Buffer.from(text, 'latin1').toString('utf8')))) return false;
    this.#principal = text;
    return true;
  }

  #text(index = 0): string {
    return this.#bytes.toString('latin1', this.#members.valueStart[index], this.#members.valueEnd[index]);
  }
}

const RECORD = DOMAIN.length + HASH_BYTES;

/** How long a hash is as text. */
export const HASH_TEXT = HEX_TEXT;

const isSafeCount = (text: string): boolean => Number.isSafeInteger(Number(text));

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const isOfNumber = (byte: number): boolean => byte === 0x2d || isDigit(byte);
