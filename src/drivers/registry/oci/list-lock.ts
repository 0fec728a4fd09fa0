import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../../shared/file-lock.ts';
import { hexOf } from '../../shared/hash-file.ts';

/** Changes the list of what is attached to an artifact one at a time, among the processes of this machine. */
export async function withList<T>(
  dir: string,
  unit: string,
  subject: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(join(dir, unit), { recursive: true, mode: 0o755 });
  return withLock(join(dir, unit, `.list-${hexOf(subject)}.lock`), signal, work);
}
