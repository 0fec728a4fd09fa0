import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { type Instant, instant } from '../../core/kernel/instant.ts';
import type { Notice } from '../../core/notice/notice.ts';
import type { Delivery, Message, Outbox, Posted, Tried } from '../../ports/outbox.ts';

// Messages and the position that they were made up to change in one transaction: after a crash the two agree, and whatever is
// missing is made anew from the journal. So a commit need not reach the disk at once, and nobody waits for one that does.
const SETUP = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA trusted_schema = OFF;
  CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, deployment TEXT NOT NULL, notifier INTEGER NOT NULL, lane TEXT,
    notice TEXT NOT NULL, delivery TEXT NOT NULL, failures INTEGER NOT NULL, next_at INTEGER NOT NULL, problem TEXT, ended_at INTEGER
  );
  CREATE INDEX IF NOT EXISTS waiting ON message (delivery, next_at);
  CREATE INDEX IF NOT EXISTS lanes ON message (lane, delivery, number);
  CREATE TABLE IF NOT EXISTS memo (lane TEXT PRIMARY KEY, text TEXT NOT NULL);
`;

const IN_TURN =
  "NOT EXISTS (SELECT 1 FROM message e WHERE e.lane = m.lane AND e.delivery = 'waiting' AND e.number < m.number)";

interface Row {
  readonly id: string;
  readonly deployment: string;
  readonly notifier: number;
  readonly lane: string | null;
  readonly notice: string;
  readonly delivery: Delivery;
  readonly failures: number;
  readonly next_at: number;
  readonly problem: string | null;
  readonly ended_at: number | null;
}

/** Opens the outbox in a file of its own beside the journal, made when missing. Throws what the database throws. */
export function openOutbox(file: string): Outbox {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file);
  try {
    db.exec(SETUP);
    chmodSync(file, 0o600);
  } catch (error) {
    db.close();
    throw error;
  }
  const all = (sql: string, ...values: readonly unknown[]): readonly Posted[] =>
    (db.prepare(sql).all(...values) as readonly Row[]).map(posted);
  const run = (sql: string, ...values: readonly unknown[]): void => void db.prepare(sql).run(...values);
  const one = (sql: string, ...values: readonly unknown[]): Readonly<Record<string, unknown>> | undefined =>
    db.prepare(sql).get(...values) as Readonly<Record<string, unknown>> | undefined;
  const together = (work: () => void): void => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    position: () => numberOf(one('SELECT seq FROM position')?.seq),
    take: (position, messages, at) =>
      together(() => {
        for (const message of messages) {
          run(
            'INSERT OR IGNORE INTO message (id, deployment, notifier, lane, notice, delivery, failures, next_at) ' +
              "VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?)",
            ...[message.id, message.deployment, message.notifier, message.lane, JSON.stringify(message.notice), at],
          );
        }
        run('INSERT INTO position VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET seq = excluded.seq', position);
      }),
    due: (at, limit) =>
      all(
        `SELECT * FROM message m WHERE delivery = 'waiting' AND next_at <= ? AND ${IN_TURN} ORDER BY number LIMIT ?`,
        at,
        limit,
      ),
    nextDue: (after) => {
      const next = numberOf(
        one(
          `SELECT MIN(next_at) AS next FROM message m WHERE delivery = 'waiting' AND next_at > ? AND ${IN_TURN}`,
          after,
        )?.next,
      );
      return next === null ? null : instant(next);
    },
    settle: (id, tried) => together(() => settle(run, id, tried)),
    memo: (lane) => {
      const text = one('SELECT text FROM memo WHERE lane = ?', lane)?.text;
      return typeof text === 'string' ? text : null;
    },
    list: (delivery, limit) =>
      delivery === null
        ? all('SELECT * FROM message ORDER BY number DESC LIMIT ?', limit)
        : all('SELECT * FROM message WHERE delivery = ? ORDER BY number DESC LIMIT ?', delivery, limit),
    find: (id) => all('SELECT * FROM message WHERE id = ?', id)[0],
    replay: (id, at) =>
      run("UPDATE message SET delivery = 'waiting', failures = 0, next_at = ?, ended_at = NULL WHERE id = ?", at, id),
    count: () => {
      const rows = db.prepare('SELECT delivery, COUNT(*) AS many FROM message GROUP BY delivery').all();
      const counted = { waiting: 0, sent: 0, dead: 0 };
      for (const row of rows as readonly { delivery: Delivery; many: number }[]) counted[row.delivery] = row.many;
      return counted;
    },
    forget: (before) =>
      together(() => {
        run("DELETE FROM message WHERE delivery <> 'waiting' AND ended_at < ?", before);
        run('DELETE FROM memo WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.lane = memo.lane)');
      }),
    close: () => void db.close(),
  };
}

function settle(run: (sql: string, ...values: readonly unknown[]) => void, id: string, tried: Tried): void {
  switch (tried.kind) {
    case 'sent':
      run("UPDATE message SET delivery = 'sent', problem = NULL, ended_at = ? WHERE id = ?", tried.at, id);
      if (tried.memo === null) return;
      run(
        'INSERT INTO memo SELECT lane, ? FROM message WHERE id = ? AND lane IS NOT NULL ' +
          'ON CONFLICT (lane) DO UPDATE SET text = excluded.text',
        tried.memo,
        id,
      );
      return;
    case 'failed':
      run(
        'UPDATE message SET failures = failures + 1, next_at = ?, problem = ? WHERE id = ?',
        tried.nextAt,
        tried.problem,
        id,
      );
      return;
    case 'dead':
      run(
        "UPDATE message SET delivery = 'dead', failures = failures + 1, problem = ?, ended_at = ? WHERE id = ?",
        tried.problem,
        tried.at,
        id,
      );
  }
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const posted = (row: Row): Posted & Message => ({
  ...{ id: row.id, deployment: row.deployment, notifier: row.notifier, lane: row.lane },
  notice: JSON.parse(row.notice) as Notice,
  ...{ delivery: row.delivery, failures: row.failures, problem: row.problem },
  nextAt: instant(row.next_at),
  endedAt: row.ended_at === null ? null : (row.ended_at as Instant),
});
