import { createHash } from 'node:crypto';
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

const DOMAIN = Buffer.from('plimsoll/journal/v1\0', 'utf8');

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

/** SHA-256 over the domain, a zero byte, the 32 bytes of the previous hash and the canonical record, as `sha256:` and hex. */
export function linkHash(previousHash: string, record: string): string {
  const previous = Buffer.from(previousHash.slice('sha256:'.length), 'hex');
  return `sha256:${createHash('sha256').update(DOMAIN).update(previous).update(record, 'utf8').digest('hex')}`;
}

/** Checks entries one after the other from the first of the journal on, so that a long journal need not be in memory. */
export class ChainChecker {
  readonly #known: Tip | undefined;
  #tip: Tip = GENESIS;
  #break: ChainBreak | undefined;

  /** With a tip known from elsewhere, such as a signed head, the chain must reach it and hold it. */
  constructor(known?: Tip) {
    this.#known = known;
  }

  /** Looks at the next entry. After the first bad one it only looks on for a missing entry that comes too late. */
  add(item: Entry | Damaged): void {
    if (this.#break !== undefined) this.#break = belated(this.#break, item);
    else if ('damaged' in item) this.#break = broken(this.#tip.seq + 1, 'altered', item.damaged);
    else this.#link(item);
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
