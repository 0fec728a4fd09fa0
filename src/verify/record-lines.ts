import { isUtf8 } from 'node:buffer';
import {
  type ChainCheck,
  ChainChecker,
  type ChainReader,
  GENESIS,
  isMeasurement,
  MEASUREMENTS,
  type Tip,
} from '../journal/chain.ts';
import type { SignedClosing } from '../journal/closing.ts';
import { readLine } from '../journal/entry-text.ts';
import { HASH_TEXT, RecordBytes } from '../journal/record-bytes.ts';

const BEFORE_HASH = Buffer.from(',"hash":"');
const BETWEEN = '","previousHash":"';
const HASHES = BEFORE_HASH.length + 2 * HASH_TEXT + BETWEEN.length + 1;

/** What a record ends with. */
export type Ending = { readonly head: Tip } | { readonly closing: SignedClosing };

/**
 * Follows the lines of an exported record. A line that is plainly the next entry is checked where it lies; any other is read in full,
 * which says what is wrong with it.
 */
export class RecordLines {
  readonly #reader: ChainReader;
  readonly #record = new RecordBytes();
  // Strict: a byte that is no UTF-8 must not turn into a replacement character, which would look like text.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #tip: Tip = GENESIS;
  #slow: ChainChecker | undefined;
  #seen = 0;
  #ending: Ending | undefined;
  #goesOn = false;

  constructor(reader: ChainReader) {
    this.#reader = reader;
  }

  /** How many lines came before the ending. */
  get seen(): number {
    return this.#seen;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Whether anything came after the ending. */
  get goesOn(): boolean {
    return this.#goesOn;
  }

  /** Takes the next line, without its newline. */
  take(line: Buffer): void {
    if (this.#slow?.isDecided === true) return;
    if (this.#ending !== undefined) this.#goesOn = true;
    else if (this.#slow !== undefined || !this.#isNext(line)) this.#takeSlowly(line);
    else this.#seen += 1;
  }

  /** What the chain says after the last line. */
  result(): ChainCheck {
    return this.#slow?.result() ?? { kind: 'ok', tip: this.#tip };
  }

  #isNext(line: Buffer): boolean {
    const at = line.lastIndexOf(BEFORE_HASH);
    if (at < 0 || at + HASHES > line.length || !isUtf8(line)) return false;
    const hashes = line.toString('latin1', at + BEFORE_HASH.length, at + HASHES);
    const hash = hashes.slice(0, HASH_TEXT);
    if (hashes !== `${hash}${BETWEEN}${this.#tip.hash}"`) return false;
    const record = this.#record;
    record.begin(line.length);
    record.add(line, 0, at);
    record.add(line, at + HASHES, line.length);
    if (!record.isRecord() || record.epochEnd !== at || record.seq !== this.#tip.seq + 1) return false;
    if (record.link(this.#tip.hash) !== hash) return false;
    const before = this.#tip.hash;
    this.#tip = { seq: this.#tip.seq + 1, hash };
    this.#reader.linked(this.#tip);
    if (!record.streamStartsWith(MEASUREMENTS)) this.#reader.entry(record.entry(before, hash));
    return true;
  }

  #takeSlowly(line: Buffer): void {
    const read = this.#read(line);
    if ('head' in read || 'closing' in read) {
      this.#ending = read;
      return;
    }
    this.#slow ??= new ChainChecker(undefined, this.#tip);
    this.#seen += 1;
    const item = 'entry' in read ? read.entry : read;
    this.#slow.add(item);
    if ('damaged' in item || !this.#slow.isSound) return;
    this.#reader.linked(item);
    if (!isMeasurement(item.stream)) this.#reader.entry(item);
  }

  #read(line: Buffer): ReturnType<typeof readLine> {
    try {
      return readLine(this.#decoder.decode(line));
    } catch {
      return { damaged: 'bytes that are no text' };
    }
  }
}
