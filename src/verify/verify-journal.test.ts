import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../journal/sqlite/connection.ts';
import { openSqliteJournal } from '../journal/sqlite/open.ts';
import { anAppend, aWrite } from '../testing/conformance/journal.ts';
import { workspace } from '../testing/conformance/workspace.ts';
import { NO_PINS } from './pins.ts';
import { verifyJournal } from './verify-journal.ts';

const space = workspace();

async function aDirectory(more = 0): Promise<{ dir: string; scratch: string }> {
  const [dir, scratch] = [await space.path('journal'), await space.path('scratch')];
  const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
  await journal.append(anAppend({ writes: [aWrite('a', [1, 2])] }));
  await journal.append(anAppend({ writes: [aWrite('a', [3, 4])], spendNonce: 'once' }));
  if (more > 0)
    await journal.append(
      anAppend({
        writes: [
          aWrite(
            'b',
            Array.from({ length: more }, (_, at) => at),
          ),
        ],
      }),
    );
  await journal.close();
  await mkdir(scratch);
  return { dir, scratch };
}

describe('verifying a journal', () => {
  it('is ok up to its head when nothing was touched', async () => {
    const { dir, scratch } = await aDirectory();

    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'ok', head: { seq: 4 } });
  });

  it('changes nothing and leaves nothing', async () => {
    const { dir, scratch } = await aDirectory();
    const before = await readFile(join(dir, 'journal.db'));

    await verifyJournal(dir, NO_PINS, scratch);

    expect(await readdir(scratch)).toEqual([]);
    expect((await readdir(dir)).sort()).toEqual(['journal.db', 'reserve']);
    expect(await readFile(join(dir, 'journal.db'))).toEqual(before);
  });

  it('is incomplete after the last entry when acknowledged ones are gone', async () => {
    const { dir, scratch } = await aDirectory();
    alter(dir, 'DELETE FROM entries WHERE seq = 4');

    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'incomplete', seq: 3 });
  });

  it.each([
    ['an entry that nobody asked for', 'DELETE FROM requests WHERE first_seq = 3', 3],
    ['a request that covers other entries', 'UPDATE requests SET last_seq = 1 WHERE first_seq = 1', 2],
    ['a text that goes on behind a NUL', "UPDATE entries SET stream = 'a' || char(0) || 'x' WHERE seq = 2", 2],
    ['a body that is written another way', "UPDATE entries SET body = ' 3' WHERE seq = 3", 3],
  ])('names %s', async (_what, sql, seq) => {
    const { dir, scratch } = await aDirectory();
    alter(dir, sql);

    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'altered', seq });
  });

  it('names the first bad entry of many, also behind those that are looked at first', async () => {
    const { dir, scratch } = await aDirectory(900);
    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'ok', head: { seq: 904 } });

    alter(dir, "UPDATE entries SET type = 'Other' WHERE seq IN (500, 850)");

    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'altered', seq: 500 });
    expect(await readdir(scratch)).toEqual([]);
  });

  it('reads what lies in the write-ahead log alone', async () => {
    const { dir, scratch } = await aDirectory();
    const db = connect(join(dir, 'journal.db'));
    db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
    db.exec("UPDATE entries SET type = 'Other' WHERE seq = 2");

    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'altered', seq: 2 });
    db.close();
  });

  it('names an index that says otherwise than its table', async () => {
    const { dir, scratch } = await aDirectory();
    const file = join(dir, 'journal.db');
    const bytes = await readFile(file);
    bytes.write('twic', bytes.lastIndexOf('once'));
    await writeFile(file, bytes);

    expect(await verifyJournal(dir, NO_PINS, scratch)).toMatchObject({ kind: 'altered', seq: 0 });
  });

  it('refuses to drop the lock of its own process', async () => {
    const { dir, scratch } = await aDirectory();
    const journal = await openSqliteJournal({ dir, reserveBytes: 0 });

    await expect(verifyJournal(dir, NO_PINS, scratch)).rejects.toMatchObject({ code: 'locked' });

    await journal.close();
    await expect(verifyJournal(dir, NO_PINS, scratch)).resolves.toMatchObject({ kind: 'ok' });
  });

  it('says that there is no journal', async () => {
    const { scratch } = await aDirectory();

    await expect(verifyJournal(await space.path('nowhere'), NO_PINS, scratch)).rejects.toMatchObject({
      code: 'unreadable',
    });
    expect(await readdir(scratch)).toEqual([]);
  });
});

function alter(dir: string, sql: string): void {
  const db = connect(join(dir, 'journal.db'));
  db.exec(sql);
  db.close();
}
