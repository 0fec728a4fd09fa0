import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { z } from 'zod';
import type { Digest } from '../../../core/kernel/id.ts';
import { LARGEST_MANIFEST, readManifest } from '../../shared/artifact/manifest.ts';
import { syncFolder, writeAtomically } from '../../shared/atomic-file.ts';
import { stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { withLock } from '../../shared/file-lock.ts';
import { hexOf } from '../../shared/hash-file.ts';
import { removeAttached } from './attached.ts';
import { type Blobs, unlinkIfThere } from './blobs.ts';
import { untag } from './index-file.ts';

const DIGEST = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Note = z.strictObject({ manifest: DIGEST, layer: DIGEST });

const REMOVING = '.removing-';

/** Where the parts of a stored artifact lie. */
interface Store {
  readonly dir: string;
  readonly blobs: Blobs;
}

/** Does one thing at a time to one archive: what stores it and what removes it never meet. */
export const withArchive = <T>(
  { dir }: Pick<Store, 'dir'>,
  layer: string,
  signal: AbortSignal,
  work: () => Promise<T>,
) => withLock(join(dir, `.archive-${hexOf(layer)}.lock`), signal, work);

/**
 * Removes a manifest, the archive that only it names, what was unpacked from it and what is attached to it; returns the bytes that
 * made free. Its names and the manifest go first, so that a half of it is never found, nor an artifact without what is attached to
 * it; a note says what is left to do, and any later removal does it.
 */
export async function removeArtifact(store: Store, manifest: Digest, signal: AbortSignal): Promise<number> {
  const layer = await layerOf(store, manifest);
  let freed = 0;
  if (layer !== undefined) {
    freed += await withArchive(store, layer, signal, async () => {
      await untag(store.dir, ({ digest }) => digest === manifest, signal);
      stopWhenAborted(signal, `removing ${manifest}`);
      await writeAtomically(noteOf(store, manifest), JSON.stringify({ manifest, layer }));
      stopWhenAborted(signal, `removing ${manifest}`);
      const bytes = await store.blobs.remove(manifest);
      return bytes + (await finish(store, manifest, layer, signal));
    });
  }
  freed += await finishOthers(store, signal);
  // Where the artifact is gone already, what is attached to it may still be there.
  if (layer === undefined) freed += await removeAttached(store, manifest, signal);
  return freed + (await sweep(store));
}

/** The archive of a manifest that is there; undefined when it is not, or its bytes are not its own any more. */
async function layerOf({ blobs }: Store, manifest: Digest): Promise<string | undefined> {
  const bytes = await blobs.read(manifest, LARGEST_MANIFEST);
  return bytes === undefined ? undefined : readManifest(bytes)?.layers[0].digest;
}

/** What is left to do once the manifest is gone. */
async function finish(store: Store, manifest: string, layer: string, signal: AbortSignal): Promise<number> {
  stopWhenAborted(signal, `removing ${manifest}`);
  let freed = (await isNamed(store, layer)) ? 0 : await store.blobs.remove(layer);
  stopWhenAborted(signal, `removing ${manifest}`);
  await putAside(store, manifest);
  freed += await removeAttached(store, manifest, signal);
  await unlinkIfThere(noteOf(store, manifest));
  return freed;
}

/** Ends what an earlier removal left undone. Where the manifest is back, it was stored again meanwhile and stays. */
async function finishOthers(store: Store, signal: AbortSignal): Promise<number> {
  let freed = 0;
  for (const name of await namesIn(join(store.dir, 'removing'))) {
    const file = join(store.dir, 'removing', name);
    const note = Note.safeParse(parse(await readFile(file, 'utf8').catch(() => '')));
    if (!note.success) continue;
    const { manifest, layer } = note.data;
    freed += await withArchive(store, layer, signal, async () => {
      if ((await store.blobs.read(manifest, LARGEST_MANIFEST)) === undefined) {
        return (await store.blobs.remove(manifest)) + (await finish(store, manifest, layer, signal));
      }
      await unlinkIfThere(file);
      return 0;
    });
  }
  return freed;
}

/** Whether any manifest that is still there names an archive. */
async function isNamed({ blobs }: Store, layer: string): Promise<boolean> {
  for (const digest of await blobs.digests()) {
    const bytes = await blobs.read(digest, LARGEST_MANIFEST);
    if (bytes !== undefined && readManifest(bytes)?.layers.some(({ digest }) => digest === layer) === true) return true;
  }
  return false;
}

// Renamed first: a folder that is half gone is never taken for one that is there.
async function putAside({ dir }: Store, manifest: string): Promise<void> {
  const folder = join(dir, 'unpacked');
  const mine = (await namesIn(folder)).filter(
    (name) => name === hexOf(manifest) || name.startsWith(`${hexOf(manifest)}.`),
  );
  for (const name of mine) {
    await rename(join(folder, name), join(folder, `${REMOVING}${ulid().toLowerCase()}`));
  }
  if (mine.length > 0) await syncFolder(folder);
}

async function sweep({ dir }: Store): Promise<number> {
  const folder = join(dir, 'unpacked');
  let freed = 0;
  for (const name of await namesIn(folder, REMOVING)) {
    freed += await bytesIn(join(folder, name));
    await rm(join(folder, name), { recursive: true, force: true });
  }
  return freed;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** The names in a folder that need not be there; without those that begin with a dot, or only those that begin so. */
async function namesIn(folder: string, beginning = ''): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => (beginning === '' ? !name.startsWith('.') : name.startsWith(beginning)));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

const noteOf = ({ dir }: Store, manifest: string): string => join(dir, 'removing', `${hexOf(manifest)}.json`);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
