import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Digest } from '../../../core/kernel/id.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { lasting, systemCode } from '../driver-failure.ts';
import { digestOfBytes, hashFile, hexOf } from '../hash-file.ts';
import { type Descriptor, MANIFEST_TYPE } from './manifest.ts';

/** What a built image is kept as: a tar of an OCI image layout that holds one image. */
export const IMAGE_ARCHIVE_TYPE = 'application/vnd.plimsoll.image.layout.v1.tar';

/** How much one image may hold: more than files, for it brings a whole system with it. */
export const IMAGE_LIMITS: ArchiveLimits = { bytes: 16 * 1024 ** 3, files: 10_000, depth: 16 };

const LARGEST_IMAGE_MANIFEST = 1024 * 1024;

const Named = z.looseObject({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
});

// An index of several platforms, or a document that could be read as one, is no image that can be run as it is.
const ImageManifest = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MANIFEST_TYPE).optional(),
  config: Named.extend({ mediaType: z.literal('application/vnd.oci.image.config.v1+json') }),
  layers: z.array(Named).min(1).max(1_000),
  manifests: z.never().optional(),
});

/** The manifest of an image, as far as we need to know it. */
export interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** The image manifest in these bytes, or undefined when they hold anything else, one of ours for files among it. */
export function readImageManifest(bytes: Uint8Array): ImageManifest | undefined {
  try {
    return ImageManifest.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** An image in a layout folder, every part of which was read and hashed. */
export interface LaidOutImage extends ImageManifest {
  readonly digest: Digest;
  /** The manifest as it is, byte for byte. */
  readonly text: string;
  fileOf(digest: string): string;
}

const Index = z.looseObject({ manifests: z.array(Named).length(1) });

/** Reads the one image of a layout folder. */
export async function readLayout(folder: string, signal: AbortSignal): Promise<LaidOutImage> {
  const fileOf = (digest: string): string => join(folder, 'blobs', 'sha256', hexOf(digest));
  try {
    const index = Index.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
    const [named] = index.manifests;
    const file = fileOf(named?.digest ?? '');
    if ((await stat(file)).size > LARGEST_IMAGE_MANIFEST) throw lasting('the manifest of the image is too long');
    const bytes = await readFile(file);
    const manifest = readImageManifest(bytes);
    if (manifest === undefined || digestOfBytes(bytes) !== named?.digest) {
      throw lasting('the image has no manifest of its own: an image for one platform is needed');
    }
    for (const part of [manifest.config, ...manifest.layers]) {
      const { digest, bytes: size } = await hashFile(fileOf(part.digest), signal);
      if (digest !== part.digest || size !== part.size)
        throw lasting(`the part ${part.digest} of the image is damaged`);
    }
    return { ...manifest, digest: digestOfBytes(bytes), text: bytes.toString('utf8'), fileOf };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      throw lasting('this is no image layout with one image', error);
    if (systemCode(error) === 'ENOENT') throw lasting('a part of the image is missing in its layout', error);
    throw error;
  }
}
