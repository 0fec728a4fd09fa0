import type { Entry } from '../../ports/journal.ts';
import type { Damaged } from '../chain.ts';
import { parseCanonical, readEntry } from '../entry-text.ts';

/*
 * libsql ends the whole process when a text is no UTF-8, and reads any text up to its first NUL only. A damaged file may hold both,
 * and text where a number belongs. So text leaves SQLite as bytes and is decoded here, and a number only where it is one.
 */

/** A column or expression of text, for a SELECT. */
export const textColumn = (expression: string, name: string): string => `CAST(${expression} AS BLOB) AS ${name}`;

/** A column or expression of numbers, for a SELECT. */
export const numberColumn = (expression: string, name: string): string =>
  `iif(typeof(${expression}) IN ('integer', 'real'), ${expression}, NULL) AS ${name}`;

/** The columns of an entry, for a SELECT. */
export const ENTRY_COLUMNS = [
  ...['seq', 'version', 'epoch', 'at', 'steady', 'schema'].map((name) => numberColumn(name, name)),
  ...['stream', 'principal', 'proof', 'type', 'body', 'hash'].map((name) => textColumn(name, name)),
  textColumn('previous_hash', 'previousHash'),
].join(', ');

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The entry in a row, or what is wrong with the row. */
export function readRow(row: unknown): Entry | Damaged {
  if (!isRow(row)) return { damaged: 'a row that is none' };
  const texts = {
    ...{ stream: textIn(row, 'stream'), proof: textIn(row, 'proof'), type: textIn(row, 'type') },
    ...{ hash: textIn(row, 'hash'), previousHash: textIn(row, 'previousHash') },
  };
  const principal = parseCanonical(textIn(row, 'principal') ?? '');
  const body = parseCanonical(textIn(row, 'body') ?? '');
  if (principal === undefined || body === undefined) return { damaged: 'its principal or body is no canonical JSON' };
  return readEntry({ ...row, ...texts }, principal, body);
}

/** The number in a column; undefined where there is no row or no number. */
export function numberIn(row: unknown, column: string): number | undefined {
  const value = isRow(row) ? row[column] : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** The text in a column selected as bytes; undefined where there is no row or no text. */
export function textIn(row: unknown, column: string): string | undefined {
  const value = isRow(row) ? row[column] : undefined;
  // Bytes are a Buffer in the row of `get` and an ArrayBuffer in those of `all`.
  if (!(value instanceof ArrayBuffer) && !(value instanceof Uint8Array)) return undefined;
  try {
    return decoder.decode(value);
  } catch {
    return undefined;
  }
}

const isRow = (row: unknown): row is Readonly<Record<string, unknown>> => typeof row === 'object' && row !== null;
