import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import type { SqliteJournal } from '../../src/journal/sqlite/sqlite-journal.ts';
import { anAppend, aWrite } from '../../src/testing/conformance/journal.ts';
import { workspace } from '../../src/testing/conformance/workspace.ts';
import { verifyJournal } from '../../src/verify/verify-journal.ts';
import { SmallDisk, unmountAfterEach } from './small-disk.ts';
import { endWritersAfterEach, Writer } from './writer-process.ts';

// After each test the disks go before the folder that they are mounted in: hooks run last to first.
const space = workspace();
unmountAfterEach();
endWritersAfterEach();

const RESERVE = 256 * 1024;

/** Appends until the disk is full, and returns what was acknowledged. */
async function fill(journal: SqliteJournal): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let step = 1; step <= 10_000; step += 1) {
    try {
      await journal.append(anAppend({ writes: [aWrite('a', [{ step, text: 'x'.repeat(2_000) }])] }));
      acknowledged.push(step);
    } catch (error) {
      expect(error).toMatchObject({ name: 'JournalUnavailable', code: 'full' });
      return acknowledged;
    }
  }
  throw new Error('the disk was never full');
}

const stepsIn = async (journal: SqliteJournal) => (await journal.read('a')).map((entry) => Object(entry.body).step);

const holdAndRollBack = (journal: SqliteJournal) =>
  journal.append(anAppend({ writes: [aWrite('decisions', ['HoldPlaced', 'RollbackStarted'])] }));

describe('a journal on a disk without room', () => {
  it('refuses as full, loses nothing, and records hold and rollback with its reserve', async () => {
    const disk = new SmallDisk(await space.path('disk'), 1_024);
    const dir = join(disk.path, 'journal');
    const journal = await openSqliteJournal({ dir, reserveBytes: RESERVE });
    const acknowledged = await fill(journal);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(await stepsIn(journal)).toEqual(acknowledged);

    expect(await journal.releaseReserve()).toBe(true);

    await holdAndRollBack(journal);
    expect(await stepsIn(journal)).toEqual(acknowledged);
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok', head: { seq: acknowledged.length + 2 } });
  });

  it('is low on room before it has none', async () => {
    const disk = new SmallDisk(await space.path('disk'), 1_024);
    const journal = await openSqliteJournal({ dir: join(disk.path, 'journal'), reserveBytes: RESERVE });
    const before = await journal.freeBytes();

    await disk.fillUpTo(64 * 1024);

    expect(before).toBeGreaterThan(400 * 1024);
    expect(await journal.freeBytes()).toBeLessThanOrEqual(64 * 1024);
    await journal.close();
  });

  it.each([0, 4, 8, 12, 16, 20, 28, 40, 64])('loses nothing when there is room for %i KiB more', async (kibibytes) => {
    const disk = new SmallDisk(await space.path('disk'), 1_024);
    const dir = join(disk.path, 'journal');
    const journal = await openSqliteJournal({ dir, reserveBytes: RESERVE });
    await disk.fillUpTo(kibibytes * 1024);
    const acknowledged = await fill(journal);

    await journal.releaseReserve();
    await holdAndRollBack(journal);
    await journal.close();

    await rm(join(disk.path, 'ballast'));
    const again = await openSqliteJournal({ dir, reserveBytes: RESERVE });
    expect(await stepsIn(again)).toEqual(acknowledged);
    expect(await again.read('decisions')).toHaveLength(2);
    await again.close();
  });

  it('opens on a full disk by giving its reserve back, and goes on recording', async () => {
    const disk = new SmallDisk(await space.path('disk'), 1_024);
    const dir = join(disk.path, 'journal');
    const before = await openSqliteJournal({ dir, reserveBytes: RESERVE });
    await before.append(anAppend());
    await before.close();
    await disk.fillUpTo(0);

    const journal = await openSqliteJournal({ dir, reserveBytes: RESERVE });

    expect(await journal.hasReserve()).toBe(false);
    await holdAndRollBack(journal);
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok', head: { seq: 3 } });
  });

  it('says that it is full when there is no reserve left either, and is whole when there is room again', async () => {
    const disk = new SmallDisk(await space.path('disk'), 512);
    const dir = join(disk.path, 'journal');
    await (await openSqliteJournal({ dir, reserveBytes: 0 })).close();
    await rm(join(dir, 'reserve'));
    await disk.fillUpTo(0);

    await expect(openSqliteJournal({ dir, reserveBytes: 0 })).rejects.toMatchObject({ code: 'full' });

    expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok' });
  });

  it('makes no journal where there is no room for one, and leaves nothing behind', async () => {
    const disk = new SmallDisk(await space.path('disk'), 64);
    await disk.fillUpTo(8 * 1024);
    const dir = join(disk.path, 'journal');

    await expect(openSqliteJournal({ dir })).rejects.toMatchObject({ code: 'full' });

    expect(await readdir(dir)).toEqual([]);
  });
});

describe('a journal on a disk that became read-only', () => {
  it('refuses to open and can still be verified', async () => {
    const disk = new SmallDisk(await space.path('disk'), 1_024);
    const dir = join(disk.path, 'journal');
    const writer = new Writer({ dir, run: 'first', count: 5 });
    await writer.said(6);
    await writer.kill();
    disk.makeReadOnly();

    await expect(openSqliteJournal({ dir })).rejects.toMatchObject({ code: 'read-only' });

    expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok', head: { seq: 10 } });
    disk.makeWritable();
    const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
    expect(await journal.read('decisions')).toHaveLength(5);
    await journal.close();
  });

  it('makes none there', async () => {
    const disk = new SmallDisk(await space.path('disk'), 64);
    disk.makeReadOnly();

    await expect(openSqliteJournal({ dir: join(disk.path, 'journal') })).rejects.toMatchObject({ code: 'read-only' });
  });
});
