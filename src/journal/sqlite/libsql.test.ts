import { mkdir, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspace } from '../../testing/conformance/workspace.ts';
import { connect, release, takeOver } from './connection.ts';

const space = workspace();

async function aTable() {
  const file = await space.path('database', 'some.db');
  const dir = dirname(file);
  await mkdir(dir);
  const db = connect(file);
  db.exec('CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT)');
  return { db, dir, file };
}

/** What the journal knows about its driver: when one of these fails after an update, the journal has to be looked at. */
describe('libsql', () => {
  it('adds _metadata to the row that get gives, and to no row of all', async () => {
    const { db } = await aTable();
    db.exec("INSERT INTO t VALUES (1, 'a')");

    expect(Object.keys(Object(db.prepare('SELECT * FROM t').get()))).toEqual(['x', 'y', '_metadata']);
    expect(db.prepare('SELECT * FROM t').all()).toEqual([{ x: 1, y: 'a' }]);
    db.close();
  });

  it('reads a text up to its first NUL only', async () => {
    const { db } = await aTable();
    db.prepare('INSERT INTO t VALUES (?, ?)').run(1, 'seen\u0000hidden');

    expect(db.prepare('SELECT y, length(CAST(y AS BLOB)) AS bytes FROM t').all()).toEqual([{ y: 'seen', bytes: 11 }]);
    db.close();
  });

  it('keeps the lock after a plain close while a statement lives, and gives it back to release', async () => {
    const { db, file } = await aTable();
    takeOver(db);
    const statement = db.prepare('SELECT * FROM t');
    db.close();
    expect(() => takeOver(connect(file))).toThrow('locked');
    expect(statement).toBeDefined();

    const other = await space.path('other.db');
    const second = connect(other);
    takeOver(second);
    const alive = second.prepare('SELECT 1');
    expect(release(second)).toBe(true);

    expect(() => takeOver(connect(other))).not.toThrow();
    expect(alive).toBeDefined();
  });

  it('needs no shared memory for a WAL that is held alone', async () => {
    const { db, dir } = await aTable();

    takeOver(db);

    db.exec("INSERT INTO t VALUES (1, 'a')");
    expect((await readdir(dir)).sort()).toEqual(['some.db', 'some.db-wal']);
    db.close();
  });
});
