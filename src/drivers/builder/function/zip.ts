import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ARCHIVE_LIMITS } from '../../shared/archive/limits.ts';
import { listFiles } from '../../shared/archive/list-files.ts';
import { lasting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';

/** One file in a zip. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
  readonly runs: boolean;
}

// The first moment that a zip can name: when a file was written is no content of it.
const FIRST_DATE = (1 << 5) | 1;
const MADE_ON_UNIX = (3 << 8) | 20;
const NEEDED = 20;
const UTF8 = 1 << 11;
const RUNNABLE = 0o100755;
const READABLE = 0o100644;
/** Past these a zip needs an extension of its format, which those who run functions need not read. */
const MOST_FILES = 0xffff;
const MOST_BYTES = 0xffffffff;

/**
 * Packs the files of a folder as a zip: same files, same bytes. Stored without compression, since compressors of different versions
 * write different bytes.
 */
export async function zipFolder(
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: Buffer; readonly entries: readonly ZipEntry[] }> {
  const names = await listFiles(folder, ARCHIVE_LIMITS);
  if (names.length > MOST_FILES) throw lasting(`a zip holds at most ${MOST_FILES} files, and here are ${names.length}`);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const entries: ZipEntry[] = [];
  let offset = 0;
  for (const path of names) {
    stopWhenAborted(signal, 'packing');
    const { content, runs } = await readPlain(join(folder, path));
    const name = Buffer.from(path, 'utf8');
    const common = commonFields(content, name.length);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), word(NEEDED), common, word(0), name]);
    parts.push(local, content);
    directory.push(directoryEntry(common, name, runs, offset));
    entries.push({ path, bytes: content.length, digest: digestOfBytes(content), runs });
    offset += local.length + content.length;
    if (offset > MOST_BYTES) throw lasting('the files are larger together than a zip may be');
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.concat([
    ...[Buffer.from('PK\x05\x06', 'latin1'), word(0), word(0), word(names.length), word(names.length)],
    ...[long(listed.length), long(offset), word(0)],
  ]);
  return { bytes: Buffer.concat([...parts, listed, end]), entries };
}

/** What the head of a file and its line in the directory have in common. */
function commonFields(content: Buffer, nameLength: number): Buffer {
  return Buffer.concat([
    ...[word(UTF8), word(0), word(0), word(FIRST_DATE)],
    ...[long(crc32(content)), long(content.length), long(content.length), word(nameLength)],
  ]);
}

function directoryEntry(common: Buffer, name: Buffer, runs: boolean, offset: number): Buffer {
  const mode = long(((runs ? RUNNABLE : READABLE) << 16) >>> 0);
  return Buffer.concat([
    ...[Buffer.from('PK\x01\x02', 'latin1'), word(MADE_ON_UNIX), word(NEEDED), common],
    ...[word(0), word(0), word(0), word(0), mode, long(offset), name],
  ]);
}

async function readPlain(path: string): Promise<{ readonly content: Buffer; readonly runs: boolean }> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode } = await handle.stat();
    return { content: await readFile(handle), runs: (mode & 0o100) !== 0 };
  } finally {
    await handle.close();
  }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
