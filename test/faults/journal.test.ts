import { copyFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/journal/sqlite/connection.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import { type Entry, JournalUnavailable } from '../../src/ports/journal.ts';
import { anAppend, aWrite } from '../../src/testing/conformance/journal.ts';
import { workspace } from '../../src/testing/conformance/workspace.ts';
import { verifyJournal } from '../../src/verify/verify-journal.ts';
import { randomFrom, seedOfRun } from './random.ts';
import { endWritersAfterEach, Writer } from './writer-process.ts';

const space = workspace();
const seed = seedOfRun();
const random = randomFrom(seed);
const KILLS = 20;

const isOk = (verification: unknown) => Object(verification).kind === 'ok';

const COLUMNS_AFTER_STREAM = 'version, epoch, at, steady, principal, proof, type, schema, body, previous_hash, hash';

endWritersAfterEach();

/** Everything that a journal answers, as it is read through each of its ways. */
async function everythingIn(dir: string): Promise<{ all: readonly Entry[]; streams: (readonly Entry[])[] }> {
  const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
  try {
    const names = await journal.streams('');
    return {
      all: await journal.readAll(0, 100_000),
      streams: await Promise.all(names.map((name) => journal.read(name))),
    };
  } finally {
    await journal.close();
  }
}

const decisionsOf = (entries: readonly Entry[]) =>
  entries.filter((entry) => entry.stream === 'decisions').map((entry) => entry.body);

async function aClosedJournal(dir: string): Promise<void> {
  const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
  await journal.append(anAppend({ writes: [aWrite('a', [{ step: 1 }, { step: 2 }], 0), aWrite('b', ['x'], 0)] }));
  await journal.append(anAppend({ writes: [aWrite('a', [{ step: 3 }], 2)], spendNonce: 'nonce-of-an-approval' }));
  await journal.append(anAppend({ writes: [aWrite('b', ['y', 'z'], 1)] }));
  await journal.close();
}

describe(`a journal under faults (PLIMSOLL_SEED=${seed})`, () => {
  // Twenty processes are started one after the other, on a machine that may be busy.
  it(`keeps all that was acknowledged when its writer is killed at ${KILLS} random moments`, {
    timeout: 300_000,
  }, async () => {
    const dir = await space.path('journal');
    const acknowledged: string[] = [];

    for (let round = 1; round <= KILLS; round += 1) {
      const writer = new Writer({ dir, run: `r${round}`, count: 100_000 });
      await writer.said(1 + Math.floor(random() * 40));
      // Anywhere between two acknowledgements, not always just behind one.
      for (let turns = Math.floor(random() * 200); turns > 0; turns -= 1) await new Promise(setImmediate);
      await writer.kill();
      acknowledged.push(...writer.acknowledged);

      expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok' });
    }

    const { all } = await everythingIn(dir);
    const decisions = decisionsOf(all);
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    expect(decisions).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(decisions).size).toBe(decisions.length);
    // What was not acknowledged is there whole or not at all: each transaction wrote a pair.
    expect(all.length).toBe(decisions.length * 2);
  });

  it('gives back a beginning of what was written when the log is cut at any length', async () => {
    const [dir, cut] = [await space.path('journal'), await space.path('cut')];
    const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
    for (let step = 1; step <= 6; step += 1) await journal.append(anAppend({ writes: [aWrite('a', [step, step])] }));
    const whole = await journal.readAll(0, 100);
    await mkdir(cut, { mode: 0o700 });
    const { size } = await stat(join(dir, 'journal.db-wal'));
    const lengths = [
      0,
      1,
      31,
      32,
      33,
      size - 1,
      size,
      ...Array.from({ length: 60 }, () => Math.floor(random() * size)),
    ];

    const kept: number[] = [];
    for (const length of lengths.sort((a, b) => a - b)) {
      await copyFile(join(dir, 'journal.db'), join(cut, 'journal.db'));
      await copyFile(join(dir, 'journal.db-wal'), join(cut, 'journal.db-wal'));
      await truncate(join(cut, 'journal.db-wal'), length);
      const { all } = await everythingIn(cut);
      expect([length, all]).toEqual([length, whole.slice(0, all.length)]);
      expect([length, all.length % 2]).toEqual([length, 0]);
      kept.push(all.length);
    }

    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect([kept.at(0), kept.at(-1)]).toEqual([0, 12]);
    await journal.close();
  });

  it('notices a changed byte anywhere in the database, or reads every record as it was', async () => {
    const [dir, bad] = [await space.path('journal'), await space.path('bad')];
    await aClosedJournal(dir);
    const whole = await everythingIn(dir);
    const bytes = await readFile(join(dir, 'journal.db'));
    await mkdir(bad, { mode: 0o700 });
    const used = Array.from(bytes.keys()).filter((at) => bytes[at] !== 0);
    const anywhere = Array.from({ length: 60 }, () => Math.floor(random() * bytes.length));
    const inContent = Array.from({ length: 200 }, () => used[Math.floor(random() * used.length)] ?? 0);
    const noticed = { journal: 0, checker: 0 };

    for (const at of [...anywhere, ...inContent]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ (1 + Math.floor(random() * 255)), at);
      await writeFile(join(bad, 'journal.db'), changed, { mode: 0o600 });
      const verification = await verifyJournal(bad).catch((error: unknown) => error);
      const found = await everythingIn(bad).catch((error: unknown) => error);

      if (found instanceof JournalUnavailable) noticed.journal += 1;
      else expect([at, found]).toEqual([at, whole]);
      if (!isOk(verification)) noticed.checker += 1;
      // The offline checker may not trust what the journal itself refuses as altered.
      if (found instanceof JournalUnavailable && found.code === 'altered')
        expect([at, isOk(verification)]).toEqual([at, false]);
    }

    expect(noticed.journal).toBeGreaterThan(150);
    expect(noticed.checker).toBeGreaterThan(150);
  });

  it.each([
    ['stream', "'c'"],
    ['version', '7'],
    ['epoch', 'epoch + 1'],
    ['at', 'at + 1'],
    ['steady', 'steady + 0.5'],
    ['principal', `'{"kind":"person","name":"ada"}'`],
    ['proof', "'signature'"],
    ['type', "'Approved'"],
    ['schema', '2'],
    ['body', `'{"step":4}'`],
    ['previous_hash', "'sha256:' || hex(zeroblob(32))"],
    ['hash', "'sha256:' || hex(zeroblob(32))"],
    ['seq', '40'],
  ])('names the record whose %s was changed by SQL', async (column, value) => {
    const dir = await space.path('journal');
    await aClosedJournal(dir);
    const db = connect(join(dir, 'journal.db'));
    db.exec(`UPDATE entries SET ${column} = ${value} WHERE seq = 4`);
    db.close();

    const verification = await verifyJournal(dir);

    expect(verification).toMatchObject({ kind: 'altered', seq: 4 });
    await expect(openSqliteJournal({ dir })).rejects.toMatchObject({ code: 'altered', message: /at entry 4/ });
  });

  it.each([
    ['removed', 'DELETE FROM entries WHERE seq = 3', { kind: 'altered', seq: 3 }],
    ['removed at the end', 'DELETE FROM entries WHERE seq = 6', { kind: 'incomplete', seq: 5 }],
    ['removed at the beginning', 'DELETE FROM entries WHERE seq = 1', { kind: 'altered', seq: 1 }],
    [
      'put in at the end',
      `INSERT INTO entries SELECT 7, 'new', ${COLUMNS_AFTER_STREAM} FROM entries WHERE seq = 6`,
      { kind: 'altered', seq: 7 },
    ],
    [
      'swapped',
      'UPDATE entries SET seq = -1 WHERE seq = 2; UPDATE entries SET seq = 2 WHERE seq = 3; UPDATE entries SET seq = 3 WHERE seq = -1',
      { kind: 'altered', seq: 2 },
    ],
  ])('names the place where a record was %s by SQL', async (_what, sql, expected) => {
    const dir = await space.path('journal');
    await aClosedJournal(dir);
    const db = connect(join(dir, 'journal.db'));
    db.exec(sql);
    db.close();

    expect(await verifyJournal(dir)).toMatchObject(expected);
  });

  it('lets no second process in, and names the one that holds it', async () => {
    const dir = await space.path('journal');
    const first = new Writer({ dir, run: 'first', count: 1 });
    await first.said(2);

    const refusal: unknown = await openSqliteJournal({ dir }).catch((error: unknown) => error);
    const second = new Writer({ dir, run: 'second', count: 1 });
    await second.said(1);

    expect(refusal).toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`held by process ${first.process.pid}`),
    });
    expect(second.lines[0]).toMatch(new RegExp(`^refused locked .*held by process ${first.process.pid}, since `));
    await second.end();
    await first.end();
    const { all } = await everythingIn(dir);
    expect(decisionsOf(all)).toEqual(['first/1']);
  });

  it('keeps the lock of a process that refused a second opening of its own', async () => {
    const dir = await space.path('journal');
    const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
    await expect(openSqliteJournal({ dir })).rejects.toMatchObject({ code: 'locked' });
    await expect(verifyJournal(dir)).rejects.toMatchObject({ code: 'locked' });

    const other = new Writer({ dir, run: 'other', count: 1 });
    await other.said(1);

    expect(other.lines[0]).toContain(`held by process ${process.pid}`);
    await other.end();
    await journal.close();
  });

  it('is taken over at once from a process that was killed, whatever name it left', async () => {
    const dir = await space.path('journal');
    const first = new Writer({ dir, run: 'first', count: 3 });
    await first.said(4);
    await first.kill();

    const { all } = await everythingIn(dir);

    expect(decisionsOf(all)).toEqual(['first/1', 'first/2', 'first/3']);
  });

  it('can be verified while another process writes it', async () => {
    const dir = await space.path('journal');
    const writer = new Writer({ dir, run: 'busy', count: 100_000 });
    await writer.said(10);
    const seen: number[] = [];

    for (let turn = 0; turn < 8; turn += 1) {
      const acknowledged = writer.acknowledged.length;
      const verification = await verifyJournal(dir);
      expect(verification).toMatchObject({ kind: 'ok' });
      const seq = verification.kind === 'ok' ? verification.head.seq : 0;
      expect(seq).toBeGreaterThanOrEqual(acknowledged * 2);
      seen.push(seq);
      await writer.said(writer.lines.length + 40);
    }

    expect(seen.at(-1)).toBeGreaterThan(seen[0] ?? 0);
    await writer.kill();
    expect(writer.refusals).toEqual([]);
  });

  it('acknowledges nothing after a write that failed, and copies before it is trusted again', async () => {
    const dir = await space.path('journal');
    const writer = new Writer({ dir, run: 'limited', count: 12, size: 8_000_000, fileBlocks: 2_048 });
    await writer.said(13);

    expect(writer.acknowledged).toHaveLength(10);
    expect(writer.refusals).toHaveLength(2);
    expect(writer.refusals[0]).toMatch(/^refused io /);
    expect(writer.refusals[1]).toMatch(/^refused io the journal has stopped: /);
    await writer.end();
    const { ino } = await stat(join(dir, 'journal.db'));
    const { all } = await everythingIn(dir);
    expect((await stat(join(dir, 'journal.db'))).ino).not.toBe(ino);
    expect(decisionsOf(all)).toEqual(writer.acknowledged);
    expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok' });
  });
});
