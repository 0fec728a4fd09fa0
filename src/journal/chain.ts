import { hash } from 'node:crypto';
import { canonical } from '../core/plan/canonical.ts';
import type { Entry } from '../ports/journal.ts';

export type { Entry } from '../ports/journal.ts';

/** What is hashed of an entry: everything but the two hashes. */
export type Unhashed = Omit<Entry, 'previousHash' | 'hash'>;

/** The last link of a chain: position and hash. */
export interface Tip {
  readonly seq: number;
  readonly hash: string;
}

/** Whoever reads along while a chain is checked: every link in order, and every sound entry that is no measurement. */
export interface ChainReader {
  linked(tip: Tip): void;
  entry(entry: Entry): void;
}

/** How the names of streams of measurements begin: they are many, and decide nothing by themselves. */
export const MEASUREMENTS = 'measurements/';

/** Whether entries of a stream are measurements. */
export const isMeasurement = (stream: string): boolean => stream.startsWith(MEASUREMENTS);

/** Something that stands where an entry should, and cannot be read as one. */
export interface Damaged {
  readonly damaged: string;
}

/** What a check of the chain says: whole up to this tip, or the first bad position and why it is bad. */
export type ChainCheck = { readonly kind: 'ok'; readonly tip: Tip } | ChainBreak;

/** The first bad position. For `incomplete` it is the last good one: nothing is left after it. */
export interface ChainBreak {
  readonly kind: 'broken';
  readonly seq: number;
  readonly why: 'altered' | 'gap' | 'out-of-order' | 'incomplete';
  /** One sentence for people. */
  readonly detail: string;
}

/** What is hashed before everything else. */
export const DOMAIN = Buffer.from('plimsoll/journal/v1\0', 'utf8');

/** The hash before the first entry: 32 zero bytes. */
export const GENESIS_HASH = `sha256:${'0'.repeat(64)}`;

/** The tip of an empty journal. */
export const GENESIS: Tip = { seq: 0, hash: GENESIS_HASH };

/** The canonical text of what an entry says. */
export function canonicalRecord(entry: Unhashed): string {
  const { seq, stream, version, epoch, at, steady, principal, proof, type, schema, body } = entry;
  // In the order of canonical text already, which spares sorting it a million times.
  return canonical({ at, body, epoch, principal, proof, schema, seq, steady, stream, type, version });
}

/** The same text, from those of principal and body, where they are at hand: they are most of it. */
export function recordWith(entry: Unhashed, principal: string, body: string): string {
  const { seq, stream, version, epoch, at, steady, proof, type, schema } = entry;
  const before = `{"at":${canonical(at)},"body":${body},"epoch":${canonical(epoch)},"principal":${principal}`;
  const middle = `"proof":${canonical(proof)},"schema":${canonical(schema)},"seq":${canonical(seq)},"steady":${canonical(steady)}`;
  return `${before},${middle},"stream":${canonical(stream)},"type":${canonical(type)},"version":${canonical(version)}}`;
}

/** SHA-256 over the domain, a zero byte, the 32 bytes of the previous hash and the canonical record, as `sha256:` and hex. */
export function linkHash(previousHash: string, record: string): string {
  const most = RECORD_AT + record.length * 3;
  const bytes = most > ROOM.length ? Buffer.concat([DOMAIN], most) : ROOM;
  bytes.write(previousHash.slice('sha256:'.length), DOMAIN.length, 'hex');
  const end = RECORD_AT + bytes.write(record, RECORD_AT, 'utf8');
  return `sha256:${hash('sha256', bytes.subarray(0, end), 'hex')}`;
}

// One hash over one piece of memory costs two thirds of three updates; a record of every second makes that felt.
const RECORD_AT = DOMAIN.length + 32;
const ROOM = Buffer.concat([DOMAIN], 16 * 1024);

/** Checks entries one after the other from the first of the journal on, so that a long journal need not be in memory. */
export class ChainChecker {
  readonly #known: Tip | undefined;
  #tip: Tip;
  #break: ChainBreak | undefined;

  /** With a tip known from elsewhere, such as a signed head, the chain must reach it and hold it. `from` is where others have checked it to. */
  constructor(known?: Tip, from: Tip = GENESIS) {
    this.#known = known;
    this.#tip = from;
  }

  /** Looks at the next entry. After the first bad one it only looks on for a missing entry that comes too late. */
  add(item: Entry | Damaged): void {
    if (this.#break !== undefined) this.#break = belated(this.#break, item);
    else if ('damaged' in item) this.#break = broken(this.#tip.seq + 1, 'altered', item.damaged);
    else this.#link(item);
  }

  /** Whether nothing bad was met so far. */
  get isSound(): boolean {
    return this.#break === undefined;
  }

  /** Whether nothing that follows changes the answer any more. */
  get isDecided(): boolean {
    return this.#break !== undefined && this.#break.why !== 'gap';
  }

  /** The answer after the last entry. */
  result(): ChainCheck {
    if (this.#break !== undefined) return this.#break;
    if (this.#known !== undefined && this.#tip.seq < this.#known.seq) {
      return broken(this.#tip.seq, 'incomplete', `${this.#known.seq} entries were written, ${this.#tip.seq} are here`);
    }
    return { kind: 'ok', tip: this.#tip };
  }

  #link(entry: Entry): void {
    const next = this.#tip.seq + 1;
    if (entry.seq > next) this.#break = broken(next, 'gap', `entry ${entry.seq} stands where ${next} belongs`);
    else if (entry.seq < next) this.#break = broken(entry.seq, 'out-of-order', `entry ${entry.seq} comes again`);
    else if (entry.previousHash !== this.#tip.hash) {
      this.#break = broken(next, 'altered', 'its previous hash is not the hash of the entry before it');
    } else if (entry.hash !== linkHash(this.#tip.hash, canonicalRecord(entry))) {
      this.#break = broken(next, 'altered', 'its hash is not the hash of what it says');
    } else if (next === this.#known?.seq && entry.hash !== this.#known.hash) {
      this.#break = broken(next, 'altered', 'it is not the entry that was there when the head was taken');
    } else this.#tip = { seq: entry.seq, hash: entry.hash };
  }
}

/** Whether these entries, from the first of the journal on, are one unbroken chain. */
export function verifyChain(entries: Iterable<Entry | Damaged>, known?: Tip): ChainCheck {
  const checker = new ChainChecker(known);
  for (const entry of entries) checker.add(entry);
  return checker.result();
}

function broken(seq: number, why: ChainBreak['why'], detail: string): ChainBreak {
  return { kind: 'broken', seq, why, detail };
}

function belated(found: ChainBreak, item: Entry | Damaged): ChainBreak {
  if (found.why !== 'gap' || 'damaged' in item || item.seq !== found.seq) return found;
  return broken(found.seq, 'out-of-order', `entry ${found.seq} comes after a later one`);
}
