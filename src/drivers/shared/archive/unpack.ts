import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Extract, extract } from 'tar-stream';
import type { Digest } from '../../../core/kernel/id.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, systemCode } from '../driver-failure.ts';
import { digestOf } from '../hash-file.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits, problemOfName } from './limits.ts';

/**
 * Unpacks a tar into an empty folder: regular files only, read-only, nothing outside the folder, within limits. Gives back the
 * digest of the bytes that were really read, so the caller can still throw all of it away.
 */
export async function unpackInto(
  archive: string,
  folder: string,
  signal: AbortSignal,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Digest> {
  const hash = createHash('sha256');
  const entries = extract();
  const reading = createReadStream(archive, { signal, highWaterMark: 1 << 18 });
  reading.on('data', (chunk) => hash.update(chunk));
  // An entry under way only sees that its stream broke; this is why.
  let unreadable: Error | undefined;
  reading.on('error', (error) => {
    unreadable = error;
    entries.destroy(error);
  });
  reading.pipe(entries);
  let left = limits;
  try {
    for await (const entry of entries) {
      left = { ...left, files: left.files - 1, bytes: left.bytes - entry.header.size };
      if (left.files < 0) throw lasting(`the archive holds more than ${limits.files} files`);
      if (left.bytes < 0) throw lasting(`the archive holds more than ${limits.bytes} bytes`);
      await writeEntry(entry, folder, limits);
    }
  } catch (error) {
    throw unreadable ?? asRefusal(error);
  } finally {
    reading.destroy();
  }
  return digestOf(hash);
}

type Entry = Extract extends AsyncIterable<infer One> ? One : never;

async function writeEntry(entry: Entry, folder: string, limits: ArchiveLimits): Promise<void> {
  const { name, type, mode, size } = entry.header;
  const problem = type === 'file' ? problemOfName(name, limits) : `is ${type}, not a regular file`;
  if (problem !== undefined) throw lasting(`in the archive ${JSON.stringify(name)} ${problem}`);
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  // Exclusive: a name that comes twice, or twice after folding of cases, is refused by the file system itself.
  const handle = await open(path, 'wx', (mode & 0o100) === 0 ? 0o444 : 0o555);
  try {
    let written = 0;
    for await (const chunk of entry) {
      await handle.writeFile(chunk as Uint8Array);
      written += (chunk as Uint8Array).length;
    }
    if (written !== size) throw lasting(`in the archive ${JSON.stringify(name)} is cut short`);
  } finally {
    await handle.close();
  }
}

// tar-stream and a clash of names speak without saying that the archive is at fault and stays so.
function asRefusal(error: unknown): unknown {
  if (error instanceof DriverError) return error;
  const code = systemCode(error);
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR') {
    return lasting('the archive names the same file twice', error);
  }
  const isTar = code === undefined && error instanceof Error && /tar|header|end of data/i.test(error.message);
  return error instanceof Error && (isTar || code === 'STREAM_DESTROYED')
    ? lasting(`the archive is damaged: ${error.message}`, error)
    : error;
}
