import { isUtf8 } from 'node:buffer';
import type Database from 'libsql';
import type { Entry } from '../../ports/journal.ts';
import { type ChainReader, GENESIS, MEASUREMENTS, type Tip } from '../chain.ts';
import { HASH_TEXT, RecordBytes } from '../record-bytes.ts';
import type { Beside } from './beside.ts';
import { isDamage } from './failure.ts';
import { numberColumn, numberIn } from './rows.ts';

/*
 * A million rows of thirteen columns take longer to cross from SQLite than to hash. So SQLite writes the canonical records of a block of
 * rows into one text, and they are checked where they lie. Whatever does not come out exactly is no answer: then the block is read
 * row by row, which is slow and says what is wrong. Types of columns are held by `integrity_check`, which follows.
 */

const BLOCK = 400;
const NEWLINE = 0x0a;
// SQLite writes a real number with more digits than are needed; it is read and written again.
const HEAD = `'{"at":%d,"body":%s,"epoch":%d,"principal":%s,"proof":"%s","schema":%d,"seq":%d,"steady":'`;
const TAIL = `',"stream":"%s","type":"%s","version":%d}'`;
const LINE = `format(${HEAD} || '%s%!.17g%s' || ${TAIL} || '%s%s%s',
  at, body, epoch, principal, proof, schema, seq, char(10), steady, char(10), stream, type, version, char(10), previous_hash, hash)`;
// A text that goes on behind a NUL is cut there by format: it shows in the sum.
const SIZE = ['stream', 'principal', 'proof', 'type', 'body', 'hash', 'previous_hash']
  .map((name) => `octet_length(${name})`)
  .join(' + ');
const blockOf = (from: number | '?', to: number | '?'): string => `SELECT
  ${numberColumn('count(*)', 'rows')}, ${numberColumn('sum(size)', 'size')},
  CAST(group_concat(line, char(10)) AS BLOB) AS text
  FROM (SELECT ${LINE} AS line, ${SIZE} AS size FROM main.entries WHERE seq BETWEEN ${from} AND ${to} ORDER BY seq)`;

/** How far a chain was followed without a doubt, and whether that was to its end. */
export interface Followed {
  readonly tip: Tip;
  readonly isWhole: boolean;
}

/** Follows the chain from its beginning, a block of rows at a time, as long as all is well. */
export function followBlocks(db: Database.Database, reader?: ChainReader): Followed {
  const block = new Block(reader);
  let tip: Tip = GENESIS;
  try {
    const { first, last } = spanOf(db);
    const select = db.prepare(blockOf('?', '?'));
    while (first === 1 && tip.seq < last) {
      const to = Math.min(last, tip.seq + BLOCK);
      const next = block.follow(select.get(tip.seq + 1, to), to - tip.seq, tip);
      if (next === undefined) return { tip, isWhole: false };
      tip = next;
    }
    return { tip, isWhole: first === 1 };
  } catch (error) {
    return stoppedAt(tip, error);
  }
}

/** The same, while SQLite writes down the blocks that come next on a thread of its own. */
export async function followAhead(db: Database.Database, beside: Beside, reader?: ChainReader): Promise<Followed> {
  const block = new Block(reader);
  let tip: Tip = GENESIS;
  try {
    const { first, last } = spanOf(db);
    // One alone at first, so that there is something to check while the others are written down.
    let coming = blocksFrom(beside, 1, last, { blocks: 1, before: AHEAD_TABLE });
    while (first === 1 && tip.seq < last) {
      const rows = await coming;
      if (rows.length === 0) return { tip, isWhole: false };
      coming = blocksFrom(beside, tip.seq + rows.length * BLOCK + 1, last, { blocks: AHEAD, before: '' });
      for (const row of rows) {
        const next = block.follow(row, Math.min(BLOCK, last - tip.seq), tip);
        if (next === undefined) return { tip, isWhole: false };
        tip = next;
      }
    }
    return { tip, isWhole: first === 1 };
  } catch (error) {
    return stoppedAt(tip, error);
  }
}

function stoppedAt(tip: Tip, error: unknown): Followed {
  if (!isDamage(error)) throw error;
  return { tip, isWhole: false };
}

function spanOf(db: Database.Database): { readonly first: number; readonly last: number } {
  const numberOf = (expression: string): number | undefined =>
    numberIn(db.prepare(`SELECT ${numberColumn(expression, 'number')} FROM entries`).get(), 'number');
  return { first: numberOf('min(seq)') ?? 1, last: numberOf('max(seq)') ?? 0 };
}

// So many blocks at once that asking costs nothing, and that they take a few megabytes.
const AHEAD = 25;
const AHEAD_TABLE =
  'PRAGMA temp_store = MEMORY; CREATE TEMP TABLE ahead (first INTEGER PRIMARY KEY, rows INTEGER, size INTEGER, text BLOB);';

/** The next blocks from an entry on, none behind the last. */
function blocksFrom(
  beside: Beside,
  from: number,
  last: number,
  { blocks, before }: { readonly blocks: number; readonly before: string },
): Promise<readonly unknown[]> {
  const firsts = Array.from({ length: blocks }, (_, index) => from + index * BLOCK).filter((first) => first <= last);
  const inserts = firsts.map((first) => {
    const to = Math.min(last, first + BLOCK - 1);
    return `INSERT INTO ahead SELECT ${first}, * FROM (${blockOf(first, to)});`;
  });
  const statements = `${before} DELETE FROM ahead; ${inserts.join(' ')}`;
  return beside.ask(statements, 'SELECT rows, size, text FROM ahead ORDER BY first');
}

class Block {
  readonly #record = new RecordBytes();
  readonly #reader: ChainReader | undefined;
  #waiting: (Entry | Tip)[] = [];

  constructor(reader: ChainReader | undefined) {
    this.#reader = reader;
  }

  /** The tip after these rows; undefined when anything about them is not plain. */
  follow(row: unknown, rows: number, before: Tip): Tip | undefined {
    const text = bytesIn(row);
    if (text === undefined || numberIn(row, 'rows') !== rows || !isUtf8(text)) return undefined;
    this.#waiting = [];
    let tip: Tip = before;
    let size = 0;
    let at = 0;
    for (let count = 0; count < rows; count += 1) {
      const head = text.indexOf(NEWLINE, at);
      const steady = text.indexOf(NEWLINE, head + 1);
      const tail = text.indexOf(NEWLINE, steady + 1);
      const end = tail + 1 + 2 * HASH_TEXT;
      if (head < 0 || steady < 0 || tail < 0 || end > text.length) return undefined;
      this.#record.begin(tail - at);
      this.#record.add(text, at, head);
      this.#record.addNumber(Number(text.toString('latin1', head + 1, steady)));
      this.#record.add(text, steady + 1, tail);
      const next = this.#link(text.toString('latin1', tail + 1, end), tip);
      if (next === undefined) return undefined;
      size += this.#record.textBytes + 2 * HASH_TEXT;
      tip = next;
      at = end + 1;
    }
    if (at !== text.length + 1 || size !== numberIn(row, 'size')) return undefined;
    // Only what stands in a whole block is passed on: the block may yet be read again row by row.
    for (const one of this.#waiting) {
      this.#reader?.linked(one);
      if ('body' in one) this.#reader?.entry(one);
    }
    return tip;
  }

  #link(hashes: string, tip: Tip): Tip | undefined {
    const record = this.#record;
    const previous = hashes.slice(0, HASH_TEXT);
    const hash = hashes.slice(HASH_TEXT);
    if (!record.isRecord() || record.seq !== tip.seq + 1 || previous !== tip.hash) return undefined;
    if (record.link(previous) !== hash) return undefined;
    const next = { seq: tip.seq + 1, hash };
    if (this.#reader === undefined) return next;
    this.#waiting.push(record.streamStartsWith(MEASUREMENTS) ? next : record.entry(previous, hash));
    return next;
  }
}

function bytesIn(row: unknown): Buffer | undefined {
  const value = typeof row === 'object' && row !== null && 'text' in row ? row.text : undefined;
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined;
}
