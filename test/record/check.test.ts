import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyEntry } from '../../src/journal/export.ts';
import { connect } from '../../src/journal/sqlite/connection.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import { check } from '../../src/verify/check.ts';
import { type ARecord, appendOf, historyOf, recordOf } from './a-record.ts';

let folder: string;
let record: ARecord;
const at = (name: string): string => join(folder, name);

/** The same journal in a state folder of its own, with something done to it. */
async function stateWith(name: string, damage: string): Promise<string> {
  const journal = await openSqliteJournal({ dir: join(at(name), 'journal'), reserveBytes: 0 });
  for await (const entry of everyEntry(record.journal)) await journal.append(appendOf(entry));
  await journal.close();
  const db = connect(join(at(name), 'journal', 'journal.db'));
  db.exec(damage);
  db.close();
  return at(name);
}

const checked = async (asked: Partial<Parameters<typeof check>[0]>) =>
  check({ data: at('none'), heads: [], keys: [], ...asked });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-check-'));
  record = await recordOf(historyOf());
  writeFileSync(at('record.ndjson'), record.text);
  writeFileSync(at('heads'), record.heads.join(''));
  writeFileSync(at('keys'), `${record.verifierKey}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('checking a record', () => {
  it('takes a key as it is or from a file, and heads that were exported', async () => {
    for (const key of [record.verifierKey, at('keys')]) {
      const found = await checked({ bundle: at('record.ndjson'), keys: [key], heads: [at('heads')] });

      expect(found).toMatchObject({
        verification: { kind: 'ok', pinned: true },
        text: expect.stringMatching(/^sound: /),
      });
    }
  });

  it('says that a record vouches for its own key where none is given', async () => {
    const found = await checked({ bundle: at('record.ndjson') });

    expect(found).toMatchObject({
      verification: { kind: 'ok', pinned: false },
      text: expect.stringContaining('--key'),
    });
  });

  it('refuses the key of somebody else', async () => {
    const other = await recordOf(historyOf());

    const found = await checked({ bundle: at('record.ndjson'), keys: [other.verifierKey] });

    expect(found).toMatchObject({
      verification: { kind: 'rule-broken', why: expect.stringContaining('not signed by a key') },
    });
  });

  it('refuses a record in which nobody with the given key enrolled', async () => {
    const found = await checked({ bundle: at('record.ndjson'), keys: [`sha256:${'a'.repeat(64)}`] });

    expect(found).toMatchObject({
      verification: { kind: 'rule-broken', why: expect.stringContaining('nobody is enrolled') },
    });
  });

  it.each([
    ['a record that is not there', { bundle: 'none.ndjson' }],
    ['a folder without a journal', {}],
    ['a key that is none', { keys: ['neither'] }],
    ['heads that are none', { heads: ['keys'] }],
  ])('cannot read %s', async (_what, asked) => {
    const heads = ('heads' in asked ? asked.heads : []).map(at);

    expect(await checked({ ...asked, heads })).toMatchObject({ kind: 'unreadable' });
  });
});

describe('checking a journal', () => {
  const last = 'SELECT max(seq) FROM entries';

  it('finds everything that a record shows', async () => {
    const found = await checked({
      data: await stateWith('whole', 'SELECT 1'),
      keys: [record.verifierKey],
      heads: [at('heads')],
    });

    expect(found).toMatchObject({ verification: { kind: 'ok', proven: { heads: 2, deployments: 1 } } });
  });

  it('misses what was cut off below the last exported head, however well that was done', async () => {
    const cut =
      'DELETE FROM entries WHERE seq > 40; DELETE FROM requests WHERE last_seq > 40; DELETE FROM nonces WHERE seq > 40';
    const data = await stateWith('cut', cut);

    expect(await checked({ data })).toMatchObject({ verification: { kind: 'ok', head: { seq: 40 } } });
    expect(await checked({ data, heads: [at('heads')] })).toMatchObject({
      verification: { kind: expect.stringMatching(/incomplete|altered/) },
    });
  });

  it('names a nonce that could be used again', async () => {
    const data = await stateWith('nonce', 'DELETE FROM nonces');

    expect(await checked({ data })).toMatchObject({
      verification: { kind: 'altered', seq: 0, why: expect.stringContaining('is not among those that were spent') },
    });
  });

  it('names the one entry whose body was changed', async () => {
    const data = await stateWith('body', `UPDATE entries SET body = replace(body, '0', '1') WHERE seq = (${last}) - 3`);

    const found = await checked({ data });

    expect(found).toMatchObject({ verification: { kind: 'altered' } });
    expect(found.kind === 'checked' && found.verification.kind === 'altered' && found.verification.seq).toBeGreaterThan(
      40,
    );
  });
});
