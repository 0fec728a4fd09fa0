import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reach } from './reach.ts';
import { PROOF, targetsOn } from './targets.ts';

let dir: string;
const server = createServer();
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-reach-'));
  await mkdir(join(dir, 'journal'));
  await writeFile(join(dir, 'journal', 'journal.db'), 'entries');
  await writeFile(join(dir, PROOF), '{}');
  await new Promise<void>((resolve) => server.listen(join(dir, 'control.sock'), resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const targets = () =>
  targetsOn(dir, {
    socket: join(dir, 'control.sock'),
    keys: join(dir, 'no-keys'),
    program: join(dir, 'journal', 'journal.db'),
  });

it('tries every folder, file and socket of the state, each once, and not the proof itself', () => {
  const tried = targets().map(({ kind, path }) => `${kind} ${path.slice(dir.length)}`);

  expect(tried).toContain('folder ');
  expect(tried).toContain('folder /journal');
  expect(tried).toContain('file /journal/journal.db');
  expect(tried.filter((one) => one === 'socket /control.sock')).toHaveLength(1);
  expect(tried.join()).not.toContain(PROOF);
});

it('says what this process reaches, and how, and changes nothing', async () => {
  const found = new Map(
    (await reach(targets())).map(({ kind, path, reached }) => [`${kind} ${path.slice(dir.length)}`, reached]),
  );

  expect(found.get('folder ')).toBe('listed');
  expect(found.get('file /journal/journal.db')).toBe('read');
  expect(found.get('program /journal/journal.db')).toBe('changed');
  expect(found.get('socket /control.sock')).toBe('called');
  expect(await readFile(join(dir, 'journal', 'journal.db'), 'utf8')).toBe('entries');
});

it('reaches nothing that is not there, and no socket behind which nobody listens', async () => {
  await writeFile(join(dir, 'left-over.sock'), '');

  const found = await reach([
    { kind: 'file', path: join(dir, 'none') },
    { kind: 'folder', path: join(dir, 'none') },
    { kind: 'socket', path: join(dir, 'left-over.sock') },
  ]);

  expect(found.map(({ reached }) => reached)).toEqual([null, null, null]);
});
