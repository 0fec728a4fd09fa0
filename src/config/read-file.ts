import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from './load.ts';
import type { Problem } from './problem/problem.ts';

/** Reads and loads a configuration file; one that is missing or cannot be read is a problem like any other. */
export async function readConfigFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  try {
    const readBeside = (name: string): string | undefined => readText(resolve(dirname(file), name));
    return loadConfig(await readFile(file, 'utf8'), { file: basename(file), env, readBeside });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { problems: [unreadable(file, code === 'ENOENT' ? `there is no ${file}` : message)] };
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const unreadable = (file: string, message: string): Problem => ({
  code: 'config-missing',
  message,
  remedy: 'write one: plimsoll init · or name it: -c FILE',
  command: 'plimsoll config check',
  file: basename(file),
  earlier: null,
  ...{ line: 1, column: 1, length: 1, excerpt: '', label: '' },
});

/** A problem in the shape that every surface of the product shares. */
export const plainProblem = ({ code, message, remedy, file, line, column, excerpt, length }: Problem) =>
  excerpt === ''
    ? { code, message, remedy, path: file }
    : { code, message, remedy, path: file, line, col: column, excerpt, length };
