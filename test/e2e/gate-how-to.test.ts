import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, MAIN_FILE } from './world/program.ts';

const PAGE = new URL('../../docs/how-to/try-a-gate.md', import.meta.url);
const EXAMPLES = fileURLToPath(new URL('../../examples/replay', import.meta.url));

/** A command of the page, what it leaves with, and lines that it must have printed. */
interface Shown {
  readonly command: string;
  readonly exit: number;
  readonly lines: readonly string[];
}

const shownOn = (page: string): readonly Shown[] =>
  [...page.matchAll(/^```sh ?([^\n]*)\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm)].map(
    ([, info = '', command = '', printed = '']) => ({
      command,
      exit: Number(/exit=(\d+)/.exec(info)?.[1] ?? 0),
      lines: printed.split('\n').filter((line) => line !== ''),
    }),
  );

let root: string;
beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-try-a-gate-'));
  await cp(EXAMPLES, join(root, 'replay'), { recursive: true });
  await mkdir(join(root, 'bin'));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`;
  await writeFile(join(root, 'bin', 'plimsoll'), script, { mode: 0o755 });
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('every command of the page does what the page says', async () => {
  const shown = shownOn(await readFile(PAGE, 'utf8'));
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}` };

  expect(shown.length).toBeGreaterThan(6);
  for (const { command, exit, lines } of shown) {
    const ran = await execa('sh', ['-c', command], { cwd: join(root, 'replay'), env, reject: false, all: true });
    expect([command, ran.exitCode, ran.all]).toEqual([command, exit, ran.all]);
    for (const line of lines) expect(ran.all).toContain(line);
  }
});

it('the samples are those that the script makes', async () => {
  const { SAMPLES, textOf } = (await import(
    new URL('../../examples/replay/make-samples.mjs', import.meta.url).href
  )) as {
    SAMPLES: Readonly<Record<string, () => readonly object[]>>;
    textOf: (lines: readonly object[]) => string;
  };

  for (const [name, make] of Object.entries(SAMPLES)) {
    expect(await readFile(join(EXAMPLES, name), 'utf8')).toBe(textOf(make()));
  }
});
