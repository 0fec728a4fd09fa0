import { z } from 'zod';
import { canonical } from '../../../core/plan/canonical.ts';
import type { ArtifactKind } from '../../../core/unit/artifact.ts';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { TAR_TYPE } from '../archive/media-type.ts';
import { digestOfBytes } from '../hash-file.ts';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.plimsoll.files.config.v1+json';

// A manifest of ours has some hundred bytes; nothing is parsed before this is known.
export const LARGEST_MANIFEST = 64 * 1024;

const Descriptor = z.object({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
});
/** Names some bytes by type, digest and length. */
export type Descriptor = z.infer<typeof Descriptor>;

// Strict, and exactly one layer: a document that is also an index, or names further layers, could be read in two ways.
const Manifest = z.strictObject({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MANIFEST_TYPE),
  artifactType: z.literal('application/vnd.plimsoll.files.v1'),
  config: Descriptor.extend({ mediaType: z.literal(CONFIG_TYPE) }).strict(),
  layers: z.tuple([Descriptor.extend({ mediaType: z.literal(TAR_TYPE) }).strict()]),
});
/** The manifest of a `files` artifact. */
export type Manifest = z.infer<typeof Manifest>;

/** The manifest in these bytes, or undefined when they hold anything else. */
export function readManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Config and manifest of an artifact. They say what it is and nothing of who, when or how it is called: same files, same digest. */
export function describeArtifact(artifact: Pick<BuiltArtifact, 'digest' | 'bytes'> & { readonly kind: ArtifactKind }): {
  readonly config: string;
  readonly manifest: string;
} {
  const config = canonical({ kind: artifact.kind });
  const manifest = canonical({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: 'application/vnd.plimsoll.files.v1',
    config: { mediaType: CONFIG_TYPE, digest: digestOfBytes(config), size: Buffer.byteLength(config) },
    layers: [{ mediaType: TAR_TYPE, digest: artifact.digest, size: artifact.bytes }],
  });
  return { config, manifest };
}

const KINDS: readonly ArtifactKind[] = ['container', 'files', 'function', 'iac'];

/** What a manifest of ours says that its artifact is; undefined when it says nothing that we know. */
export function storedAs(manifest: Manifest): { readonly kind: ArtifactKind; readonly bytes: number } | undefined {
  const kind = KINDS.find((one) => digestOfBytes(canonical({ kind: one })) === manifest.config.digest);
  return kind === undefined ? undefined : { kind, bytes: manifest.layers[0].size };
}
