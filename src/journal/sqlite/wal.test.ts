import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anAppend, aWrite } from '../../testing/conformance/journal.ts';
import { workspace } from '../../testing/conformance/workspace.ts';
import { openSqliteJournal } from './open.ts';

const space = workspace();

const HEADER = 32;
const FRAME = 24 + 4_096;

// The last frame of a commit carries the size of the database in its second word, all others 0.
async function commitsIn(wal: string): Promise<number> {
  const bytes = await readFile(wal);
  let commits = 0;
  for (let at = HEADER; at + FRAME <= bytes.length; at += FRAME) if (bytes.readUInt32BE(at + 4) > 0) commits += 1;
  return commits;
}

describe('the write-ahead log', () => {
  it('takes one commit for the measurements of all deployments', async () => {
    const dir = await space.path('journal');
    const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
    const writes = Array.from({ length: 40 }, (_, index) => aWrite(`dep_${index}/measurements`, [{ requests: index }]));
    await journal.append(anAppend({ writes }));
    const before = await commitsIn(join(dir, 'journal.db-wal'));

    await journal.append(anAppend({ writes }));

    expect(before).toBeGreaterThan(0);
    expect(await commitsIn(join(dir, 'journal.db-wal'))).toBe(before + 1);
    await journal.close();
  });

  it('stays bounded however much is appended', async () => {
    const dir = await space.path('journal');
    const journal = await openSqliteJournal({ dir, reserveBytes: 0 });

    for (let turn = 0; turn < 60; turn += 1) {
      await journal.append(anAppend({ writes: [aWrite('a', ['x'.repeat(200_000)])] }));
    }

    const [database, wal] = [await stat(join(dir, 'journal.db')), await stat(join(dir, 'journal.db-wal'))];
    expect(database.size).toBeGreaterThan(8_000_000);
    expect(wal.size).toBeLessThan(4_000_000);
    await journal.close();
  });
});
