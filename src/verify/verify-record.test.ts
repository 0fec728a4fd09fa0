import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyEntry, exportRecord, writeRecord } from '../journal/export.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import type { Entry } from '../ports/journal.ts';
import { anAppend, aWrite } from '../testing/conformance/journal.ts';
import { workspace, writeTree } from '../testing/conformance/workspace.ts';
import { verifyRecord } from './verify-record.ts';

const space = workspace();

const GENESIS_HASH = `sha256:${'0'.repeat(64)}`;

async function someEntries(count: number): Promise<readonly Entry[]> {
  const journal = new MemoryJournal();
  const bodies = Array.from({ length: count }, (_, index) => ({ step: index + 1, text: 'Grüße 😀' }));
  await journal.append(anAppend({ writes: [aWrite('dep_1', bodies)] }));
  return journal.readAll(0, count);
}

async function verificationOf(content: string | Uint8Array) {
  const file = await space.path('record.ndjson');
  await writeTree(dirname(file), {});
  await writeFile(file, content);
  return verifyRecord(file);
}

describe('an exported record', () => {
  it('is an entry to a line and a last line with the head', async () => {
    const entries = await someEntries(2);

    const lines = exportRecord(entries).split('\n');

    expect(lines).toHaveLength(4);
    expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual(entries);
    expect(lines[2]).toBe(`{"head":{"hash":"${entries[1]?.hash}","seq":2}}`);
    expect(lines[3]).toBe('');
  });

  it('is ok up to its head', async () => {
    const entries = await someEntries(3);

    const verification = await verificationOf(exportRecord(entries));

    expect(verification).toMatchObject({ kind: 'ok', head: { seq: 3, hash: entries[2]?.hash } });
  });

  it('is ok when the journal was empty', async () => {
    expect(await verificationOf(exportRecord([]))).toMatchObject({ kind: 'ok', head: { seq: 0, hash: GENESIS_HASH } });
  });

  it('is written whole, private and with nothing left beside it', async () => {
    const journal = new MemoryJournal();
    for (let turn = 0; turn < 3; turn += 1)
      await journal.append(anAppend({ writes: [aWrite('a', Array(900).fill(turn))] }));
    const file = await space.path('record.ndjson');
    await writeTree(dirname(file), { 'record.ndjson': 'the old one' });

    const head = await writeRecord(file, everyEntry(journal));

    expect(head).toEqual(await journal.head());
    expect(await readFile(file, 'utf8')).toBe(exportRecord(await journal.readAll(0, 9_999)));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(dirname(file))).toEqual(['record.ndjson']);
    expect(await verifyRecord(file)).toMatchObject({ kind: 'ok' });
  });

  it('leaves the old one alone when the entries end in a failure', async () => {
    const file = await space.path('record.ndjson');
    await writeTree(dirname(file), { 'record.ndjson': 'the old one' });
    const [first] = await someEntries(1);
    async function* failing(): AsyncGenerator<Entry> {
      if (first !== undefined) yield first;
      throw new Error('the journal went away');
    }

    await expect(writeRecord(file, failing())).rejects.toThrow('went away');

    expect(await readFile(file, 'utf8')).toBe('the old one');
    expect(await readdir(dirname(file))).toEqual(['record.ndjson']);
  });

  it('is incomplete when it was cut at any byte, after the last entry that is whole', async () => {
    const bytes = Buffer.from(exportRecord(await someEntries(2)));

    for (let length = 0; length < bytes.length; length += 1) {
      const verification = await verificationOf(bytes.subarray(0, length));
      const whole = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;
      expect([length, verification]).toEqual([length, { kind: 'incomplete', seq: whole, why: expect.any(String) }]);
    }
  });

  it('is altered when any one byte was changed, and names that entry', async () => {
    const entries = await someEntries(2);
    const bytes = Buffer.from(exportRecord(entries));
    const lineOf = (at: number) => bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;

    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      const verification = await verificationOf(changed);
      // The newlines and the head belong to no entry; there any fault may be found first.
      if (bytes[at] === 0x0a || lineOf(at) === 3) expect([at, verification.kind]).not.toEqual([at, 'ok']);
      else expect([at, verification]).toMatchObject([at, { kind: 'altered', seq: lineOf(at) }]);
    }
  });

  it('is altered when a line was dropped, doubled, swapped or put in', async () => {
    const lines = exportRecord(await someEntries(4))
      .trimEnd()
      .split('\n');
    const [a = '', b = '', c = '', d = '', head = ''] = lines;
    const edited = async (...kept: readonly string[]) => verificationOf(`${kept.join('\n')}\n`);

    expect(await edited(a, c, d, head)).toMatchObject({ kind: 'altered', seq: 2, why: expect.stringContaining('gap') });
    expect(await edited(a, b, b, c, d, head)).toMatchObject({ kind: 'altered', seq: 2 });
    expect(await edited(a, c, b, d, head)).toMatchObject({
      kind: 'altered',
      seq: 2,
      why: expect.stringContaining('out-of-order'),
    });
    expect(await edited(a, b, c, d, head, d)).toMatchObject({ kind: 'altered', seq: 5 });
    expect(await edited(a, b, '', c, d, head)).toMatchObject({ kind: 'altered', seq: 3 });
  });

  it('is incomplete when lines before its head were dropped, whatever the head says', async () => {
    const [a = '', b = '', , head = ''] = exportRecord(await someEntries(3)).split('\n');

    expect(await verificationOf(`${a}\n${b}\n${head}\n`)).toMatchObject({ kind: 'incomplete', seq: 2 });
  });

  it('is altered when its head names an earlier entry or another hash', async () => {
    const entries = await someEntries(3);
    const lines = exportRecord(entries).trimEnd().split('\n').slice(0, 3);
    const withHead = (seq: number, hash = '') => `${lines.join('\n')}\n{"head":{"hash":"${hash}","seq":${seq}}}\n`;

    expect(await verificationOf(withHead(2, entries[1]?.hash))).toMatchObject({ kind: 'altered', seq: 3 });
    expect(await verificationOf(withHead(3, entries[1]?.hash))).toMatchObject({ kind: 'altered', seq: 3 });
    expect(await verificationOf(withHead(3, entries[2]?.hash))).toMatchObject({ kind: 'ok' });
  });

  it('is altered when a line says the same in other words or says more', async () => {
    const [a = '', head = ''] = exportRecord(await someEntries(1)).split('\n');
    const changes = [
      a.replace('{', '{ '),
      a.replace('{', '{"approved":true,'),
      a.replace('"epoch":1', '"epoch":1,"epoch":1'),
    ];

    for (const line of changes) {
      expect(line).not.toBe(a);
      expect(await verificationOf(`${line}\n${head}\n`)).toMatchObject({ kind: 'altered', seq: 1 });
    }
  });
});
