import { open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isDigest } from '../../../core/kernel/id.ts';
import { asideOf, syncFolder, writeAtomically } from '../../shared/atomic-file.ts';
import { systemCode } from '../../shared/driver-failure.ts';
import { digestOfBytes, hashFile, hexOf } from '../../shared/hash-file.ts';

/** Bytes by digest: a file is there whole, under its own digest, or it does not count. */
export interface Blobs {
  fileOf(digest: string): string;
  /** Whether these very bytes are there: read and hashed, not believed. */
  isWhole(digest: string, size: number, signal: AbortSignal): Promise<boolean>;
  /** A small blob; undefined when it is not there, too large or damaged. */
  read(digest: string, largest: number): Promise<Buffer | undefined>;
  write(content: string): Promise<void>;
  /** Takes over the bytes of a file; false when they are not those of the digest. */
  copyIn(file: string, digest: string, signal: AbortSignal): Promise<boolean>;
  /** Every digest under which there are bytes, whether they are its own or not. */
  digests(): Promise<readonly string[]>;
  /** Removes the bytes under a digest, and returns how many that were; none where there were none. */
  remove(digest: string): Promise<number>;
}

/** The `blobs/sha256` folder of an image layout. */
export function blobsIn(dir: string): Blobs {
  const folder = join(dir, 'blobs', 'sha256');
  const fileOf = (digest: string): string => join(folder, hexOf(digest));
  const isWhole = async (digest: string, size: number, signal: AbortSignal): Promise<boolean> => {
    const found = await unlessMissing(() => hashFile(fileOf(digest), signal));
    return found !== undefined && found.digest === digest && found.bytes === size;
  };
  return {
    fileOf,
    isWhole,
    read: async (digest, largest) => {
      const size = await unlessMissing(() => stat(fileOf(digest)));
      if (size === undefined || !size.isFile() || size.size > largest) return undefined;
      const bytes = await unlessMissing(() => readFile(fileOf(digest)));
      return bytes !== undefined && digestOfBytes(bytes) === digest ? bytes : undefined;
    },
    write: (content) => writeAtomically(fileOf(digestOfBytes(content)), content, 0o444),
    copyIn: async (file, digest, signal) => {
      const { size } = await stat(file);
      // Whole already: nothing to do. There but damaged: put right by writing it again.
      if (await isWhole(digest, size, signal)) return true;
      const aside = asideOf(fileOf(digest));
      try {
        await copyDurably(file, aside, signal);
        // What was written is hashed, not what was read: this is also the reading back.
        if ((await hashFile(aside, signal)).digest !== digest) return false;
        await rename(aside, fileOf(digest));
        await syncFolder(folder);
        return true;
      } finally {
        await unlink(aside).catch(() => undefined);
      }
    },
    digests: async () => {
      const names = (await unlessMissing(() => readdir(folder))) ?? [];
      return names.map((name) => `sha256:${name}`).filter(isDigest);
    },
    remove: async (digest) => {
      const freed = await unlinkIfThere(fileOf(digest));
      if (freed > 0) await syncFolder(folder);
      return freed;
    },
  };
}

/** Removes a file that need not be there, and returns how many bytes it had. */
export async function unlinkIfThere(file: string): Promise<number> {
  const found = await unlessMissing(async () => {
    const { size } = await stat(file);
    await unlink(file);
    return size;
  });
  return found ?? 0;
}

async function copyDurably(from: string, to: string, signal: AbortSignal): Promise<void> {
  const source = await open(from, 'r');
  try {
    const copy = await open(to, 'wx', 0o444);
    try {
      for await (const chunk of source.createReadStream({ autoClose: false, signal, highWaterMark: 1 << 20 })) {
        await copy.writeFile(chunk as Buffer);
      }
      await copy.sync();
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

async function unlessMissing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EISDIR') return undefined;
    throw error;
  }
}
