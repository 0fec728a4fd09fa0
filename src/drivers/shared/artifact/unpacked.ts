import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { Digest } from '../../../core/kernel/id.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { packFolder } from '../archive/pack.ts';
import { unpackInto } from '../archive/unpack.ts';
import { lasting, systemCode } from '../driver-failure.ts';
import { hexOf } from '../hash-file.ts';

/** Unpacks an archive once into a folder named by its manifest's digest; the folder is there whole or not at all. */
export async function unpackOnce(
  dir: string,
  digest: string,
  layer: { readonly file: string; readonly digest: string },
  signal: AbortSignal,
): Promise<string> {
  const folder = join(dir, hexOf(digest));
  if (await isUntouched(folder, layer.digest, signal)) return folder;
  await mkdir(dir, { recursive: true, mode: 0o755 });
  const aside = await mkdtemp(join(dir, '.unpacking-'));
  try {
    const read: Digest = await unpackInto(layer.file, aside, signal);
    if (read !== layer.digest) throw lasting(`the stored archive ${layer.digest} is damaged`);
    while (!(await moveIfFree(aside, folder))) {
      // Another call was first with the same content.
      if (await isUntouched(folder, layer.digest, signal)) break;
      // Someone changed it. It may be the working folder of running instances, so it is put aside, never deleted under them.
      await rename(folder, `${folder}.changed-${ulid().toLowerCase()}`).catch(ignoreMissing);
    }
    return folder;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

// Packing is reproducible, so a folder that nobody changed packs to the very archive it came from.
/** Whether a folder is just what an archive of this digest unpacks to. */
export async function isUntouched(folder: string, layer: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await packFolder(folder, signal)).digest === layer;
  } catch (error) {
    // Not there yet, or something in it that was never in an archive of ours, such as a link.
    if (systemCode(error) === 'ENOENT' || (error instanceof DriverError && !error.retryable)) return false;
    throw error;
  }
}

async function moveIfFree(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error;
}
