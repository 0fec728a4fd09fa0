import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonical } from '../../../core/plan/canonical.ts';
import { readImageManifest } from '../../shared/artifact/image-layout.ts';
import { MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { digestOfBytes, hashFile, hexOf } from '../../shared/hash-file.ts';
import { unpackSaved } from './unpack-saved.ts';

/** A part of an image, as its manifest names it. */
interface Part {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const Index = z.looseObject({
  manifests: z.array(z.looseObject({ mediaType: z.string(), digest: z.string(), size: z.number() })).length(1),
});
const Saved = z.tuple([z.looseObject({ Config: z.string(), Layers: z.array(z.string()).min(1) })]);

/**
 * Makes a plain OCI layout of one image out of what a tool saved: an OCI archive, or docker's own, of which old versions know no
 * other. Only the image is left, without names and times, so that the same image gives the same bytes.
 */
export async function layOut(saved: string, folder: string, signal: AbortSignal): Promise<void> {
  const raw = `${folder}.saved`;
  await rm(raw, { recursive: true, force: true });
  await mkdir(raw, { recursive: true });
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  try {
    await unpackSaved(saved, raw, signal);
    const manifest = (await fromLayout(raw, folder)) ?? (await fromDocker(raw, folder, signal));
    await writeFile(join(folder, 'oci-layout'), canonical({ imageLayoutVersion: '1.0.0' }));
    await writeFile(join(folder, 'index.json'), canonical({ schemaVersion: 2, manifests: [{ ...manifest.named }] }));
    // What engines that know no layouts read.
    const { config, layers } = manifest;
    const at = (digest: string): string => `blobs/sha256/${hexOf(digest)}`;
    const legacy = [{ Config: at(config.digest), RepoTags: [], Layers: layers.map((layer) => at(layer.digest)) }];
    await writeFile(join(folder, 'manifest.json'), canonical(legacy));
  } finally {
    await rm(raw, { recursive: true, force: true });
  }
}

interface LaidOut {
  readonly named: Part;
  readonly config: Part;
  readonly layers: readonly Part[];
}

async function fromLayout(raw: string, folder: string): Promise<LaidOut | undefined> {
  const index = Index.safeParse(await json(join(raw, 'index.json')));
  const named = index.data?.manifests[0];
  if (named?.mediaType !== MANIFEST_TYPE) return undefined;
  const file = join(raw, 'blobs', 'sha256', hexOf(named.digest));
  const manifest = readImageManifest(await readFile(file));
  if (manifest === undefined) throw lasting('what was built is an image for several platforms: build it for one');
  const { config, layers } = manifest;
  for (const { digest } of [named, config, ...layers]) {
    const name = join('blobs', 'sha256', hexOf(digest));
    // The same layer may come twice.
    await rename(join(raw, name), join(folder, name)).catch(() => undefined);
  }
  const { mediaType, digest, size } = named;
  return { named: { mediaType, digest, size }, config, layers };
}

/** Docker's own archive names its parts as it likes. They are known by their digests from here on, and a manifest is written for them. */
async function fromDocker(raw: string, folder: string, signal: AbortSignal): Promise<LaidOut> {
  const found = Saved.safeParse(await json(join(raw, 'manifest.json')));
  if (!found.success) throw lasting('what the tool saved is no archive of one image');
  const take = async (name: string, mediaType: string): Promise<Part> => {
    const { digest, bytes: size } = await hashFile(join(raw, name), signal);
    await rename(join(raw, name), join(folder, 'blobs', 'sha256', hexOf(digest))).catch(() => undefined);
    return { mediaType, digest, size };
  };
  const [{ Config, Layers }] = found.data;
  const config = await take(Config, 'application/vnd.oci.image.config.v1+json');
  const known = new Map<string, Part>();
  const layers: Part[] = [];
  for (const name of Layers) {
    const layer = known.get(name) ?? (await take(name, 'application/vnd.oci.image.layer.v1.tar'));
    known.set(name, layer);
    layers.push(layer);
  }
  const parts = { config: { ...config }, layers: layers.map((layer) => ({ ...layer })) };
  const text = canonical({ schemaVersion: 2, mediaType: MANIFEST_TYPE, ...parts });
  const digest = digestOfBytes(text);
  await writeFile(join(folder, 'blobs', 'sha256', hexOf(digest)), text);
  return { named: { mediaType: MANIFEST_TYPE, digest, size: Buffer.byteLength(text) }, config, layers };
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
