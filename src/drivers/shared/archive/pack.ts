import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pack, pack } from 'tar-stream';
import type { Digest } from '../../../core/kernel/id.ts';
import { lasting, stopWhenAborted, systemCode } from '../driver-failure.ts';
import { digestOf } from '../hash-file.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { listFiles } from './list-files.ts';

/** What was packed. */
export interface Packed {
  readonly digest: Digest;
  readonly bytes: number;
  readonly files: number;
}

// Whoever built it and whenever: none of that is content.
const EPOCH = new Date(0);
const RUNNABLE = 0o755;
const READABLE = 0o644;

/**
 * Packs the regular files of a folder as a tar: same files, same bytes. Not compressed, since compressors of different
 * versions write different bytes. Without `write` only the digest is computed.
 */
export async function packFolder(
  folder: string,
  signal: AbortSignal,
  write?: (chunk: Uint8Array) => Promise<unknown>,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Packed> {
  const names = await listFiles(folder, limits);
  const archive = pack();
  const feeding = feed(archive, folder, names, limits, signal).catch((error: Error) => {
    archive.destroy(error);
    throw error;
  });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of archive as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      bytes += chunk.length;
      await write?.(chunk);
    }
  } catch (error) {
    archive.destroy();
    // What the feeding side met is the cause; the reading side only sees that the stream broke.
    await feeding;
    throw error;
  }
  await feeding;
  return { digest: digestOf(hash), bytes, files: names.length };
}

async function feed(
  archive: Pack,
  folder: string,
  names: readonly string[],
  limits: ArchiveLimits,
  signal: AbortSignal,
): Promise<void> {
  let total = 0;
  for (const name of names) {
    stopWhenAborted(signal, 'packing');
    total += await addFile(archive, join(folder, name), name, limits.bytes - total);
  }
  archive.finalize();
}

async function addFile(archive: Pack, path: string, name: string, allowed: number): Promise<number> {
  const handle = await openPlain(path, name);
  try {
    const { size, mode } = await handle.stat();
    if (size > allowed)
      throw lasting(`the files are larger together than an artifact may be, at ${JSON.stringify(name)}`);
    const runs = (mode & 0o100) !== 0;
    const header = {
      name,
      size,
      mode: runs ? RUNNABLE : READABLE,
      mtime: EPOCH,
      uid: 0,
      gid: 0,
      type: 'file' as const,
    };
    await new Promise<void>((resolve, reject) => {
      const entry = archive.entry(header, (error) => (error ? reject(error) : resolve()));
      entry.on('error', reject);
      pour(handle.createReadStream({ autoClose: false }), entry).catch(reject);
    });
    return size;
  } finally {
    await handle.close();
  }
}

async function pour(from: AsyncIterable<Uint8Array>, entry: ReturnType<Pack['entry']>): Promise<void> {
  for await (const chunk of from) {
    if (!entry.write(chunk)) await once(entry, 'drain');
  }
  entry.end(undefined);
}

// Between listing and opening a file may have become a link.
async function openPlain(path: string, name: string) {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (systemCode(error) === 'ELOOP')
      throw lasting(`${JSON.stringify(name)} is a link; only regular files are packed`);
    throw error;
  }
}
