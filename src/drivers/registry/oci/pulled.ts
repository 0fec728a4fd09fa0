import { mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { Digest } from '../../../core/kernel/id.ts';
import { LARGEST_MANIFEST, type Manifest, readManifest } from '../../shared/artifact/manifest.ts';
import { isUntouched, unpackOnce } from '../../shared/artifact/unpacked.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { lasting, systemCode } from '../../shared/driver-failure.ts';
import { digestOfBytes, hexOf } from '../../shared/hash-file.ts';
import type { BlobName, Found } from './blobs.ts';

const PULLING = '.pulling-';
const REMOVING = '.removing-';
/** What nobody has written to for so long was left behind by a process that was killed, in milliseconds. */
const LEFT_BEHIND = 24 * 3_600_000;

/** How the bytes of an archive are fetched. */
export type Fetch = (blob: BlobName, take: (chunk: Buffer) => Promise<unknown>) => Promise<Found>;

/** What of one unit was pulled to this machine. It runs on and starts again also while the registry is away. */
export interface Pulled {
  /** The folder of an artifact that lies here, as it was unpacked; undefined when it does not or somebody changed it. */
  folder(digest: Digest, signal: AbortSignal): Promise<string | undefined>;
  /** Fetches, checks and unpacks an artifact, and returns its folder. */
  unpack(digest: Digest, manifest: Buffer, fetch: Fetch, signal: AbortSignal): Promise<string>;
  /** Removes what was unpacked of an artifact. */
  forget(digest: Digest): Promise<void>;
}

/** Artifacts in a folder of a unit: `unpacked/<hex>`, and their manifests beside them. */
export function pulledTo(dir: string): Pulled {
  const unpacked = join(dir, 'unpacked');
  const noteOf = (digest: Digest): string => join(dir, 'manifests', `${hexOf(digest)}.json`);
  return {
    folder: async (digest, signal) => {
      const layer = (await notedManifest(noteOf(digest), digest))?.layers[0].digest;
      const folder = join(unpacked, hexOf(digest));
      return layer !== undefined && (await isUntouched(folder, layer, signal)) ? folder : undefined;
    },
    unpack: async (digest, bytes, fetch, signal) => {
      const layer = readManifest(bytes)?.layers[0];
      if (layer === undefined) throw lasting(`${digest} is no artifact of Plimsoll's`);
      await mkdir(dir, { recursive: true, mode: 0o755 });
      await sweep(dir, PULLING, LEFT_BEHIND);
      const file = join(dir, `${PULLING}${ulid().toLowerCase()}`);
      try {
        const found = await fetchTo(file, layer, fetch);
        if (found !== 'whole') throw lasting(`the archive ${layer.digest} of ${digest} is ${DAMAGE[found]}`);
        const folder = await unpackOnce(unpacked, digest, { file, digest: layer.digest }, signal);
        await writeAtomically(noteOf(digest), bytes);
        return folder;
      } finally {
        await rm(file, { force: true });
      }
    },
    forget: async (digest) => {
      await unlinkIfThere(noteOf(digest));
      for (const name of await namesIn(unpacked)) {
        const isIts = name === hexOf(digest) || name.startsWith(`${hexOf(digest)}.`);
        // Renamed first: a folder that is half gone is never taken for one that is there.
        if (isIts) await rename(join(unpacked, name), join(unpacked, `${REMOVING}${ulid().toLowerCase()}`));
      }
      await sweep(unpacked, REMOVING, 0);
    },
  };
}

const DAMAGE: Readonly<Record<Exclude<Found, 'whole'>, string>> = { wrong: 'damaged', missing: 'missing' };

async function fetchTo(file: string, layer: BlobName, fetch: Fetch): Promise<Found> {
  const handle = await open(file, 'wx', 0o600);
  try {
    return await fetch(layer, (chunk) => handle.writeFile(chunk));
  } finally {
    await handle.close();
  }
}

async function notedManifest(file: string, digest: Digest): Promise<Manifest | undefined> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  return bytes.length <= LARGEST_MANIFEST && digestOfBytes(bytes) === digest ? readManifest(bytes) : undefined;
}

async function sweep(folder: string, beginning: string, age: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!name.startsWith(beginning)) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs >= age)
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function unlinkIfThere(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
}
