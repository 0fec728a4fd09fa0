import type Database from 'libsql';
import { canonical } from '../../core/plan/canonical.ts';
import type { Entry } from '../../ports/journal.ts';
import type { Damaged } from '../chain.ts';
import { ENTRY_COLUMNS, numberColumn, numberIn, readRow, textColumn, textIn } from './rows.ts';

const REQUEST_COLUMNS = `${numberColumn('first_seq', 'first')}, ${numberColumn('last_seq', 'last')}`;
const NAME_COLUMN = textColumn('min(stream)', 'name');

/** The questions and writes of the journal, prepared once. */
export interface Statements {
  /** The version of the newest entry of a stream, 0 when it has none. */
  readonly versionOf: (stream: string) => number;
  readonly isSpent: (nonce: string) => boolean;
  /** What an earlier append with this request id wrote; undefined when there was none. */
  readonly entriesOfRequest: (requestId: string) => (Entry | Damaged)[] | undefined;
  readonly stream: (stream: string, from: number) => (Entry | Damaged)[];
  readonly after: (seq: number, limit: number) => (Entry | Damaged)[];
  readonly streams: (prefix: string) => string[];
  /** Returns how many characters its body takes. */
  readonly insertEntry: (entry: Entry) => number;
  readonly insertRequest: (requestId: string, first: number, last: number) => void;
  readonly insertNonce: (nonce: string, seq: number) => void;
}

/** Prepares them on a connection. */
export function prepareStatements(db: Database.Database): Statements {
  const version = db.prepare(`SELECT ${numberColumn('max(version)', 'version')} FROM entries WHERE stream = ?`);
  const spent = db.prepare('SELECT 1 FROM nonces WHERE nonce = ?');
  const request = db.prepare(`SELECT ${REQUEST_COLUMNS} FROM requests WHERE request_id = ?`);
  const between = db.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE seq BETWEEN ? AND ? ORDER BY entries.seq`);
  const stream = db.prepare(
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE stream = ? AND version >= ? ORDER BY entries.version`,
  );
  const after = db.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE seq > ? ORDER BY entries.seq LIMIT ?`);
  const entry = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const newRequest = db.prepare('INSERT INTO requests VALUES (?, ?, ?)');
  const nonce = db.prepare('INSERT INTO nonces VALUES (?, ?)');
  return {
    versionOf: (name) => numberIn(version.get(name), 'version') ?? 0,
    isSpent: (value) => spent.get(value) !== undefined,
    entriesOfRequest: (id) => {
      const row = request.get(id);
      return row === undefined ? undefined : between.all(numberIn(row, 'first'), numberIn(row, 'last')).map(readRow);
    },
    stream: (name, from) => stream.all(name, from).map(readRow),
    after: (seq, limit) => after.all(seq, limit).map(readRow),
    streams: prepareStreams(db),
    insertEntry: (given) => {
      const body = canonical(given.body);
      entry.run(valuesOf(given, body));
      return body.length;
    },
    insertRequest: (id, first, last) => void newRequest.run(id, first, last),
    insertNonce: (value, seq) => void nonce.run(value, seq),
  };
}

// From name to name over the index: as many steps as there are streams, not as there are entries.
function prepareStreams(db: Database.Database): (prefix: string) => string[] {
  const first = db.prepare(`SELECT ${NAME_COLUMN} FROM entries WHERE stream >= ?`);
  const next = db.prepare(`SELECT ${NAME_COLUMN} FROM entries WHERE stream > ?`);
  const nameIn = (row: unknown) => textIn(row, 'name');
  return (prefix) => {
    const names: string[] = [];
    let name = nameIn(first.get(prefix));
    while (name?.startsWith(prefix)) {
      names.push(name);
      name = nameIn(next.get(name));
    }
    // SQLite orders by bytes, the rest of the program by UTF-16.
    return names.sort();
  };
}

function valuesOf(entry: Entry, body: string): (string | number)[] {
  const { seq, stream, version, epoch, at, steady, proof, type, schema, previousHash, hash } = entry;
  const principal = canonical(entry.principal);
  return [seq, stream, version, epoch, at, steady, principal, proof, type, schema, body, previousHash, hash];
}
