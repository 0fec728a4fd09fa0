import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Store } from '../engine/store.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { NOON } from '../testing/builders.ts';
import { virtualClock } from '../testing/virtual-clock.ts';
import { tellingOf } from './telling.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-telling-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function aTelling(said: string[] = []) {
  const journal = new MemoryJournal();
  const error = (text: string): void => void said.push(text);
  const log = { info: () => undefined, warn: () => undefined, error };
  const store = await Store.load(journal);
  return tellingOf({ journal, store, log, root, clock: virtualClock(NOON), version: '1', page: () => '' });
}

it('the outbox lies beside the journal, for this account alone', async () => {
  const telling = await aTelling();
  await telling.start();
  await telling.stop();

  expect(statSync(join(root, 'outbox')).mode & 0o777).toBe(0o700);
  expect(statSync(join(root, 'outbox', 'outbox.db')).mode & 0o777).toBe(0o600);
});

it('an outbox that cannot be read is put aside, and the control plane starts all the same', async () => {
  mkdirSync(join(root, 'outbox'));
  writeFileSync(
    join(root, 'outbox', 'outbox.db'),
    'no database at all, but long enough to look like a file of one'.repeat(40),
  );
  const said: string[] = [];

  const telling = await aTelling(said);
  await telling.start();

  expect(telling.counted()).toEqual({ waiting: 0, sent: 0, dead: 0 });
  await telling.stop();
  expect(readdirSync(join(root, 'outbox'))).toContain('outbox.db.unreadable');
  expect(said).toEqual(['the outbox cannot be read and is put aside; messages in it are not sent']);
});
