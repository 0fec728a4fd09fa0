import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ARecord, historyOf, recordOf } from '../record/a-record.ts';
import { build } from './world/program.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/verify/main.js', import.meta.url));

let dir: string;
let record: ARecord;
beforeAll(async () => {
  await build();
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-verify-'));
  record = await recordOf(historyOf());
  await writeFile(join(dir, 'good'), record.text);
  await writeFile(join(dir, 'altered'), record.text.replace('"seq":9,', '"seq":9 ,'));
  await writeFile(join(dir, 'cut'), record.text.slice(0, record.text.length / 2));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const ran = (...args: readonly string[]) =>
  execa(process.execPath, [PROGRAM, ...args], { cwd: dir, reject: false, stdin: 'ignore' });

it.each([
  ['sound', ['--bundle', 'good'], 0, /^sound: \d+ entries/],
  ['altered', ['--bundle', 'altered'], 13, /^altered at 9: /],
  ['incomplete', ['--bundle', 'cut'], 15, /^incomplete after \d+: /],
])('the program that only verifies starts, and says that a record is %s', async (_what, args, exit, said) => {
  const { exitCode, stdout } = await ran(...args, '--key', record.verifierKey);

  expect({ exitCode, stdout }).toEqual({ exitCode: exit, stdout: expect.stringMatching(said) });
});

it('it tells what it was asked wrongly, and what cannot be read', async () => {
  const unknown = await ran('--nonsense');
  const nothing = await ran('--data', dir);

  expect([unknown.exitCode, unknown.stdout, unknown.stderr]).toEqual([2, '', expect.stringContaining('--bundle FILE')]);
  expect([nothing.exitCode, nothing.stderr]).toEqual([2, expect.stringContaining('cannot be read')]);
  expect((await ran('--help')).exitCode).toBe(0);
});
