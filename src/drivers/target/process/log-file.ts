import { type FileHandle, mkdir, open, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../../shared/driver-failure.ts';
import { readEnd } from '../../shared/file-end.ts';
import { longestSecret, maskSecrets } from '../../shared/known-secrets.ts';
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
  scrubbed.delete(file);
  await writeFile(`${file}.1`, await readEnd(file, cap), { mode: 0o600 });
  // The process appends, so it goes on at the new end.
  await truncate(file);
}

const scrubbed = new Map<string, number>();
const PIECE = 1024 * 1024;

/**
 * Takes secrets out of the log of a running process. It writes there by itself, so that it outlives us; what it printed is
 * overwritten in place, with as many other signs, and the process goes on behind it. Each part is looked at once.
 */
export async function scrubLog(file: string): Promise<void> {
  const overlap = longestSecret();
  if (overlap === 0) return;
  const size = await sizeOf(file);
  const before = scrubbed.get(file) ?? 0;
  let from = before > size ? 0 : Math.max(0, before - overlap);
  if (from >= size || before === size) return;
  const handle = await open(file, 'r+');
  try {
    const bytes = Buffer.alloc(PIECE);
    for (; from < size; from += PIECE - overlap) {
      const { bytesRead } = await handle.read(bytes, 0, PIECE, from);
      const masked = maskSecrets(bytes.subarray(0, bytesRead));
      if (masked !== undefined) await handle.write(masked, 0, masked.length, from);
      if (from + bytesRead >= size) break;
    }
  } finally {
    await handle.close();
  }
  scrubbed.set(file, size);
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
