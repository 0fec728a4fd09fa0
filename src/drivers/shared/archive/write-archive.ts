import { open, rename, unlink } from 'node:fs/promises';
import { asideOf } from '../atomic-file.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { type Packed, packFolder } from './pack.ts';

/** Packs a folder into a file that is there whole or not at all. */
export async function writeArchive(
  file: string,
  folder: string,
  signal: AbortSignal,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Packed> {
  const aside = asideOf(file);
  const handle = await open(aside, 'wx', 0o600);
  try {
    const packed = await packFolder(folder, signal, (chunk) => handle.writeFile(chunk), limits);
    await handle.sync();
    await rename(aside, file);
    return packed;
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}
