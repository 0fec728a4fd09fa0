import type Database from 'libsql';
import { type ChainBreak, type ChainCheck, ChainChecker, type ChainReader, isMeasurement, type Tip } from '../chain.ts';
import { Beside } from './beside.ts';
import { type Followed, followAhead, followBlocks } from './chain-blocks.ts';
import { isDamage, messageOf } from './failure.ts';
import { ENTRY_COLUMNS, numberColumn, numberIn, readRow, textColumn, textIn } from './rows.ts';

const REQUEST_COLUMNS = [
  numberColumn('first_seq', 'first'),
  numberColumn('last_seq', 'last'),
  numberColumn('length(request_id)', 'length'),
].join(', ');

// Counted where they lie: a million rows need not cross from SQLite to be found in order.
const UNCOVERED = `SELECT count(*) AS gaps FROM (
  SELECT first_seq, last_seq, request_id, lag(last_seq, 1, 0) OVER (ORDER BY first_seq) AS before FROM requests)
  WHERE first_seq IS NOT before + 1 OR last_seq < first_seq OR typeof(last_seq) <> 'integer' OR length(request_id) IS NULL`;

/**
 * Checks everything a journal database says of itself: the chain, that all acknowledged requests are there and cover it, and that
 * tables and indexes agree. A break at 0 is damage outside the records. Somebody may read along.
 */
export function checkStore(db: Database.Database, reader?: ChainReader): ChainCheck {
  const chain = checkRest(db, followBlocks(db, reader), reader);
  if (chain.kind === 'broken') return chain;
  try {
    return checkRequests(db, chain.tip) ?? checkNonces(db, chain.tip) ?? checkIndexes(db) ?? chain;
  } catch (error) {
    return damaged(error);
  }
}

/**
 * The same for a database that nobody else uses, on three threads: SQLite compares tables and indexes on one and writes down the next
 * blocks on another, while this one checks the blocks that are there.
 */
export async function checkStoreBeside(db: Database.Database, file: string, reader?: ChainReader): Promise<ChainCheck> {
  const [ahead, indexes] = [new Beside(file), new Beside(file)];
  try {
    const compared = indexes.ask(COMPARE_INDEXES, 'SELECT answer FROM compared');
    const chain = checkRest(db, await followAhead(db, ahead, reader), reader);
    if (chain.kind === 'broken') return chain;
    return checkRequests(db, chain.tip) ?? checkNonces(db, chain.tip) ?? indexBreak((await compared)[0]) ?? chain;
  } catch (error) {
    return damaged(error);
  } finally {
    await Promise.all([ahead.close(), indexes.close()]);
  }
}

function damaged(error: unknown): ChainBreak {
  if (isDamage(error)) return altered(0, messageOf(error));
  throw error;
}

// Row by row, which is slow and says what is wrong.
function checkRest(db: Database.Database, { tip: from, isWhole }: Followed, reader?: ChainReader): ChainCheck {
  if (isWhole) return { kind: 'ok', tip: from };
  const checker = new ChainChecker(undefined, from);
  const after = from.seq === 0 ? '' : 'WHERE entries.seq > ?';
  try {
    const rows = db.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries ${after} ORDER BY entries.seq`);
    for (const row of from.seq === 0 ? rows.iterate() : rows.iterate(from.seq)) {
      const entry = readRow(row);
      checker.add(entry);
      if ('damaged' in entry || !checker.isSound) continue;
      reader?.linked(entry);
      if (!isMeasurement(entry.stream)) reader?.entry(entry);
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    checker.add({ damaged: messageOf(error) });
  }
  return checker.result();
}

// Every entry came with a request, written in the same transaction: this shows a tail that was cut off or added.
function checkRequests(db: Database.Database, tip: Tip): ChainBreak | undefined {
  if (numberIn(db.prepare(UNCOVERED).get(), 'gaps') === 0) return coverage(lastRequest(db), tip);
  let covered = 0;
  for (const row of db.prepare(`SELECT ${REQUEST_COLUMNS} FROM requests ORDER BY first_seq`).iterate()) {
    const first = numberIn(row, 'first');
    const last = numberIn(row, 'last');
    const named = numberIn(row, 'length') !== undefined;
    if (first !== covered + 1 || last === undefined || last < first || !named) {
      return altered(covered + 1, 'the requests do not cover the entries');
    }
    covered = last;
  }
  return coverage(covered, tip);
}

const lastRequest = (db: Database.Database): number =>
  numberIn(db.prepare(`SELECT ${numberColumn('max(last_seq)', 'last')} FROM requests`).get(), 'last') ?? 0;

function coverage(covered: number, tip: Tip): ChainBreak | undefined {
  if (covered > tip.seq) {
    const detail = `${covered} entries were acknowledged, ${tip.seq} are here`;
    return { kind: 'broken', seq: tip.seq, why: 'incomplete', detail };
  }
  return covered < tip.seq ? altered(covered + 1, 'no request asked for it') : undefined;
}

// A nonce was spent by the entries of the same transaction.
function checkNonces(db: Database.Database, tip: Tip): ChainBreak | undefined {
  const odd = db.prepare("SELECT count(*) AS odd FROM nonces WHERE typeof(nonce) <> 'text' OR seq NOT BETWEEN 1 AND ?");
  return numberIn(odd.get(tip.seq), 'odd') === 0 ? undefined : altered(0, 'a nonce belongs to no entry');
}

const INDEX_ANSWER = textColumn('integrity_check', 'answer');
const COMPARE_INDEXES = `PRAGMA temp_store = MEMORY;
  CREATE TEMP TABLE compared AS SELECT ${INDEX_ANSWER} FROM pragma_integrity_check(1, 'main')`;

const checkIndexes = (db: Database.Database): ChainBreak | undefined =>
  indexBreak(db.prepare(`SELECT ${INDEX_ANSWER} FROM pragma_integrity_check(1)`).get());

function indexBreak(found: unknown): ChainBreak | undefined {
  const answer = textIn(found, 'answer');
  if (answer === 'ok') return undefined;
  // The row ids of the table of entries are their numbers.
  const row = /row (\d+) missing from index sqlite_autoindex_entries_/.exec(answer ?? '')?.[1];
  return altered(Number(row ?? 0), answer?.replaceAll(/\s+/g, ' ') ?? 'tables and indexes cannot be compared');
}

function altered(seq: number, detail: string): ChainBreak {
  return { kind: 'broken', seq, why: 'altered', detail };
}
