import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { atTerminal } from './world/at-terminal.ts';
import { build } from './world/program.ts';
import { stillRunning } from './world/world.ts';

let dir: string;
beforeAll(build);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-demo-'));
});
afterEach(async () => {
  const left = await stillRunning(dir);
  await rm(dir, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** The script that people start it with. */
const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));

it('./demo asks whoever sits at the terminal, shows an ambiguous release with its evidence, leaves a canary to watch, and nothing after Ctrl-C', async () => {
  // What the script would build is built already.
  await writeFile(join(dir, 'npm'), '#!/bin/sh\n', { mode: 0o755 });
  const said = await atTerminal(
    { dir, env: { NO_COLOR: '1', PATH: `${dir}:${process.env.PATH}` }, program: ['/bin/sh', DEMO] },
    ['--folder', dir, '--scenario', 'ambiguous', '--interactive', '--keep-open'],
    [
      ['approve, reject? [approve]: ', '\r'],
      ['Reason [', '\r'],
      ['approve, reject? [approve]: ', 'approve\r'],
      ['Reason [', 'looks good\r'],
      ['rollback, extend, hold, proceed? [rollback]: ', 'no such answer\r'],
      ['rollback, extend, hold, proceed? [rollback]: ', 'extend\r'],
      ['Reason [', 'one look more\r'],
      ['rollback, extend, hold, proceed? [rollback]: ', '\r'],
      ['Reason [', '\r'],
      ['Root cause [', 'a ring that forgets its newest\r'],
      ['Still up until Ctrl-C', ''],
      ['approve, reject? [approve]: ', '\r'],
      ['Reason [', '\r'],
      // The last release is on its way, under load; an impatient second Ctrl-C changes nothing.
      [/traffic: .*\(read back\)/, '\u0003\u0003'],
    ],
  );

  expect(said.seen).toMatch(/error_rate < 3%\s+ambiguous\/borderline: error_rate [12]\S* %/);
  expect(said.seen).toMatch(/observed [12]\S* % · likely between/);
  expect(said.seen).toContain('answered extend by person:demo: one look more');
  expect(said.seen).toContain('ROLLBACK_TRIGGERED (person)');
  expect(said.seen).toContain('The story happened as told.');
  expect(said.exit).toBe(0);
});

it.each([
  ['while the control plane starts', 'A git repository of the storefront'],
  ['in the middle of an act', 'candidate up: 2 instances'],
])('Ctrl-C %s ends the demo and all that it started', async (_, when) => {
  const said = await atTerminal({ dir, env: { NO_COLOR: '1' } }, ['demo', '--folder', '.'], [[when, '\u0003']]);

  expect(said.seen).toContain('Left before its end.');
  expect(said.exit).toBe(130);
});
