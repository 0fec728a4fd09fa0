import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, plimsoll } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/replay', import.meta.url));

let dir: string;
beforeAll(async () => {
  await build();
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-gate-live-'));
  await cp(EXAMPLE, dir, { recursive: true });
});
afterAll(async () => {
  await plimsoll(dir, 'down');
  expect(await stillRunning(dir)).toEqual([]);
  await rm(dir, { recursive: true, force: true });
});

it('what is wrong with a gate is said with a caret, and nothing is started for that', async () => {
  const { exit, err } = await plimsoll(dir, 'gate', 'test', 'error_rate < 1ms', '-e', 'production');

  expect(exit).toBe(3);
  expect(err.split('\n')).toEqual([
    expect.stringContaining('error[gate-unit] gate compares a ratio with milliseconds'),
    ' 1 | error_rate < 1ms',
    '   | ^^^^^^^^^^^^^^^^',
    ' next: write  error_rate < 1%',
  ]);
  expect(err).not.toContain('started a local control plane');
});

it('a gate without data and a metric without source say so, over the API of the control plane', async () => {
  const tried = await plimsoll(dir, 'gate', 'test', 'error_rate < 1%', '-e', 'production', '-o', 'json');
  const read = await plimsoll(dir, 'metrics', 'read', 'error_rate', '-e', 'production', '-o', 'json');
  const unknown = await plimsoll(dir, 'metrics', 'read', 'eror_rate', '-e', 'production');

  expect([tried.exit, JSON.parse(tried.out)]).toMatchObject([
    0,
    {
      schema: 'plimsoll/v1',
      command: 'gate test',
      ok: true,
      data: { verdict: null, note: expect.stringMatching(/^no data/) },
    },
  ]);
  expect([read.exit, JSON.parse(read.out)]).toMatchObject([
    0,
    { command: 'metrics read', data: { metric: 'error_rate', measured_in: 'ratio', stable: { kind: 'absent' } } },
  ]);
  expect(unknown).toMatchObject({ exit: 3, err: expect.stringContaining('did you mean error_rate?') });
});
