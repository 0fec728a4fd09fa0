import { chmod, copyFile, mkdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { JournalUnavailable } from '../../ports/journal.ts';
import { anAppend, aWrite } from '../../testing/conformance/journal.ts';
import { workspace } from '../../testing/conformance/workspace.ts';
import { connect } from './connection.ts';
import { type OpenJournal, openSqliteJournal } from './open.ts';
import type { SqliteJournal } from './sqlite-journal.ts';

const space = workspace();
const opened: SqliteJournal[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const journal of opened.splice(0)) await journal.close();
});

async function openIn(dir: string, options: Partial<OpenJournal> = {}): Promise<SqliteJournal> {
  const journal = await openSqliteJournal({ dir, reserveBytes: 4_096, ...options });
  opened.push(journal);
  return journal;
}

async function refusalOf(dir: string, options: Partial<OpenJournal> = {}): Promise<JournalUnavailable> {
  const answer: unknown = await openIn(dir, options).catch((error: unknown) => error);
  if (answer instanceof JournalUnavailable) return answer;
  throw new Error(`not refused: ${String(answer)}`);
}

/** A journal that was written and closed. */
async function aDirectory(): Promise<string> {
  const dir = await space.path('state', 'journal');
  const journal = await openIn(dir);
  await journal.append(anAppend({ writes: [aWrite('a', [1, 2, 3])] }));
  await journal.close();
  return dir;
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('opening a journal', () => {
  it('makes a directory that only its owner enters and files that only its owner reads', async () => {
    const dir = await space.path('state', 'deep', 'journal');

    const journal = await openIn(dir);
    await journal.append(anAppend());

    expect(await modeOf(dir)).toBe('700');
    for (const file of ['journal.db', 'journal.db-wal', 'journal.holder', 'reserve']) {
      expect([file, await modeOf(join(dir, file))]).toEqual([file, '600']);
    }
  });

  it('finds everything again after it was closed, and goes on counting', async () => {
    const dir = await aDirectory();

    const journal = await openIn(dir);

    expect((await journal.read('a')).map((entry) => entry.body)).toEqual([1, 2, 3]);
    const { entries } = await journal.append(anAppend({ writes: [aWrite('a', [4], 3)] }));
    expect(entries).toMatchObject([{ seq: 4, version: 4 }]);
  });

  it('leaves one file and no holder when it is closed', async () => {
    const dir = await aDirectory();

    await expect(stat(join(dir, 'journal.db-wal'))).rejects.toThrow('ENOENT');
    await expect(stat(join(dir, 'journal.holder'))).rejects.toThrow('ENOENT');
  });

  it('refuses a second time in the same process and names the holder', async () => {
    const dir = await space.path('journal');
    const first = await openIn(dir, { now: () => 0 });

    const refusal = await refusalOf(dir);

    expect(refusal.code).toBe('locked');
    expect(refusal.message).toContain(`held by process ${process.pid}, since 1970-01-01T00:00:00.000Z`);
    await expect(first.append(anAppend())).resolves.toMatchObject({ repeated: false });
  });

  it('refuses a directory that others may enter, with the line that closes it', async () => {
    const dir = await aDirectory();
    await chmod(dir, 0o750);

    const refusal = await refusalOf(dir);

    expect(refusal.code).toBe('permissions');
    expect(refusal.message).toContain(`chmod 700 '${dir}'`);
  });

  it.each(['journal.db', 'reserve'])(
    'refuses a %s that others may read, with the line that closes it',
    async (name) => {
      const dir = await aDirectory();
      await chmod(join(dir, name), 0o644);

      const refusal = await refusalOf(dir);

      expect(refusal.code).toBe('permissions');
      expect(refusal.message).toContain(`chmod 600 '${join(dir, name)}'`);
    },
  );

  it('refuses a directory of another account', async () => {
    const dir = await aDirectory();
    const { uid } = await stat(dir);
    vi.spyOn(process, 'getuid').mockReturnValue(uid + 1);

    const refusal = await refusalOf(dir);

    expect(refusal.code).toBe('permissions');
    expect(refusal.message).toContain(`belongs to account ${uid}, not to ${uid + 1}`);
  });

  it('refuses a link in the place of the database', async () => {
    const dir = await aDirectory();
    await rename(join(dir, 'journal.db'), join(dir, 'elsewhere'));
    await symlink(join(dir, 'elsewhere'), join(dir, 'journal.db'));

    expect(await refusalOf(dir)).toMatchObject({ code: 'permissions' });
  });

  it('refuses a network file system and names kind and mount', async () => {
    const dir = await space.path('journal');

    const refusal = await refusalOf(dir, { fileSystemType: () => 0xff534d42 | 0 });

    expect(refusal.code).toBe('mount');
    expect(refusal.message).toMatch(/network file system \(cifs, mounted at \/.*\)/);
  });

  it('names the record that was changed', async () => {
    const dir = await aDirectory();
    const db = connect(join(dir, 'journal.db'));
    db.exec('UPDATE entries SET epoch = 9 WHERE seq = 2');
    db.close();

    const refusal = await refusalOf(dir);

    expect(refusal.code).toBe('altered');
    expect(refusal.message).toContain('altered at entry 2');
  });

  it('says after which record the journal is incomplete', async () => {
    const dir = await aDirectory();
    const db = connect(join(dir, 'journal.db'));
    db.exec('DELETE FROM entries WHERE seq = 3');
    db.close();

    const refusal = await refusalOf(dir);

    expect(refusal.code).toBe('altered');
    expect(refusal.message).toContain('incomplete after entry 2');
  });

  it.each([
    ['is no database', (file: string) => writeFile(file, 'x'.repeat(8_192))],
    ['was emptied', (file: string) => truncate(file, 0)],
    ['is gone', (file: string) => rm(file)],
    ['is another database', (file: string) => overwrite(file, 'CREATE TABLE other (x)')],
    ['was written by a newer release', (file: string) => alter(file, 'PRAGMA user_version = 99')],
  ])('refuses a journal whose file %s, and makes no new one', async (_what, damage) => {
    const dir = await aDirectory();
    await damage(join(dir, 'journal.db'));

    expect(await refusalOf(dir)).toMatchObject({ code: 'unreadable' });
    expect(await refusalOf(dir)).toMatchObject({ code: expect.stringMatching(/^(unreadable|locked)$/) });
  });

  it('does not take a directory for new when only the log of a journal is left', async () => {
    const dir = await space.path('journal');
    await mkdir(dir, { mode: 0o700 });
    await writeFile(join(dir, 'journal.db-wal'), 'frames', { mode: 0o600 });

    expect(await refusalOf(dir)).toMatchObject({ code: 'unreadable' });
  });

  it('clears away what a process left that died while it made a journal', async () => {
    const dir = await space.path('journal');
    await mkdir(dir, { mode: 0o700 });
    await writeFile(join(dir, 'journal.db.new-1'), 'half', { mode: 0o600 });

    await openIn(dir);

    await expect(stat(join(dir, 'journal.db.new-1'))).rejects.toThrow('ENOENT');
  });

  it('copies everything into a fresh file when the disk failed before', async () => {
    const dir = await aDirectory();
    const before = await stat(join(dir, 'journal.db'));
    await copyFile(join(dir, 'reserve'), join(dir, 'journal.suspect'));

    const journal = await openIn(dir);

    const after = await stat(join(dir, 'journal.db'));
    expect(after.ino).not.toBe(before.ino);
    expect(await modeOf(join(dir, 'journal.db'))).toBe('600');
    await expect(stat(join(dir, 'journal.suspect'))).rejects.toThrow('ENOENT');
    expect((await journal.read('a')).map((entry) => entry.body)).toEqual([1, 2, 3]);
    await expect(journal.append(anAppend())).resolves.toMatchObject({ repeated: false });
  });
});

describe('the reserve', () => {
  it('is set aside, given back once, and set aside again by the next process', async () => {
    const dir = await space.path('journal');
    const journal = await openIn(dir, { reserveBytes: 1_048_576 });
    expect((await readFile(join(dir, 'reserve'))).length).toBe(1_048_576);
    expect(await journal.hasReserve()).toBe(true);

    expect(await journal.releaseReserve()).toBe(true);

    await expect(stat(join(dir, 'reserve'))).rejects.toThrow('ENOENT');
    expect(await journal.hasReserve()).toBe(false);
    expect(await journal.releaseReserve()).toBe(false);
    await journal.close();
    expect(await (await openIn(dir)).hasReserve()).toBe(true);
  });

  it('is asked about with the room that is left on the disk', async () => {
    const journal = await openIn(await space.path('journal'));

    expect(await journal.freeBytes()).toBeGreaterThan(0);
  });
});

async function alter(file: string, sql: string): Promise<void> {
  const db = connect(file);
  db.exec(sql);
  db.close();
}

async function overwrite(file: string, sql: string): Promise<void> {
  await truncate(file, 0);
  await alter(file, sql);
}
