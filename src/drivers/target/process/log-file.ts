import { type FileHandle, mkdir, open, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../../shared/driver-failure.ts';
import { readEnd } from '../../shared/file-end.ts';
import { lastLines } from '../../shared/printable.ts';

const CAP = 10 * 1024 * 1024;
const TAIL_BYTES = 256 * 1024;

/** Opens a log for appending, as the output of a process about to start. One that has grown large begins anew. */
export async function openLog(file: string): Promise<FileHandle> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if ((await sizeOf(file)) > CAP) await rename(file, `${file}.1`);
  return open(file, 'a', 0o600);
}

/** Keeps the log of a running process from filling the disk: its end is put aside and the file emptied under the process. */
export async function trimLog(file: string, cap: number = CAP): Promise<void> {
  if ((await sizeOf(file)) <= cap * 2) return;
  await writeFile(`${file}.1`, await readEnd(file, cap), { mode: 0o600 });
  // The process appends, so it goes on at the new end.
  await truncate(file);
}

/** The last lines of a log, printable, newest last. */
export async function tailOf(file: string, lines: number): Promise<readonly string[]> {
  if ((await sizeOf(file)) === 0) return [];
  return lastLines((await readEnd(file, TAIL_BYTES)).toString('utf8'), lines);
}

/** When something was last written to a log: milliseconds of wall time, 0 when there is none. */
export const lastWritten = (file: string): Promise<number> => statOr(file, (found) => found.mtimeMs);

const sizeOf = (file: string): Promise<number> => statOr(file, (found) => found.size);

async function statOr(file: string, pick: (found: { size: number; mtimeMs: number }) => number): Promise<number> {
  try {
    return pick(await stat(file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
