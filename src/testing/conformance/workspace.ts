import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import type { EffectContext } from '../../ports/driver-error.ts';

/** A folder for one test, removed after it. Call it while a suite is described; the folder is made when it is first asked for. */
export function workspace(): { path(...parts: string[]): Promise<string> } {
  let root: Promise<string> | undefined;
  afterEach(async () => {
    if (root !== undefined) await rm(await root, { recursive: true, force: true });
    root = undefined;
  });
  return {
    path: async (...parts) => {
      root ??= mkdtemp(join(tmpdir(), 'plimsoll-test-')).then((made) => realpath(made));
      return join(await root, ...parts);
    },
  };
}

/** Writes files into a folder that need not exist yet. */
export async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** The context of an effect as the engine gives it. */
export const anEffect = (id: string, given: { epoch?: number; signal?: AbortSignal } = {}): EffectContext => ({
  id,
  epoch: given.epoch ?? 1,
  signal: given.signal ?? new AbortController().signal,
});

/** How patiently a test polls for what another process does: the machine may be busy. */
export const PATIENTLY = { timeout: 120_000, interval: 20 };

/** What a driver rejects with when trying again cannot help. */
export const LASTING = { name: 'DriverError', retryable: false };

/** What a driver rejects with when trying again may help. */
export const PASSING = { name: 'DriverError', retryable: true };
