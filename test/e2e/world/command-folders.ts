import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import type { Document } from '../../../src/cli/outcome.ts';
import { stopDemoSites } from '../../../src/compose/stop-sites.ts';
import { build, MAIN_FILE, type Ran } from './program.ts';
import { stillRunning } from './world.ts';

/** Runs a command in a folder as a person would who is no good at it: with whatever words and variables. */
export async function run(dir: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = await execa(process.execPath, [MAIN_FILE, ...args], { cwd: dir, env, reject: false, stdin: 'ignore' });
  return { exit: ran.exitCode ?? -1, out: ran.stdout, err: ran.stderr };
}

/** The one document that a command answers with. */
export async function documentFrom(
  dir: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Document> {
  const ran = await run(dir, [...args, '-o', 'json'], env);
  const document = JSON.parse(ran.out) as Document;
  expect(document).toMatchObject({ schema: 'plimsoll/v1', exit: ran.exit, ok: ran.exit === 0 });
  return document;
}

/** Folders in which commands run, each with a control plane of its own where one was started. */
export class CommandFolders {
  readonly #used = new Set<string>();
  /** Where they lie. */
  root = '';

  readonly start = async (): Promise<void> => {
    await build();
    this.root = await mkdtemp(join(tmpdir(), 'plimsoll-errors-'));
  };

  readonly stop = async (): Promise<void> => {
    for (const dir of this.#used) {
      await run(dir, ['down', '--force-leave']);
      await stopDemoSites(join(dir, '.plimsoll')).catch(() => []);
    }
    const left = await stillRunning(this.root);
    await rm(this.root, { recursive: true, force: true });
    expect(left).toEqual([]);
  };

  readonly folder = async (name: string): Promise<string> => {
    const dir = join(this.root, name);
    await mkdir(dir, { recursive: true });
    this.#used.add(dir);
    return dir;
  };
}
