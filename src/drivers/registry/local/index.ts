import { join } from 'node:path';
import { type Digest, isDigest, isName } from '../../../core/kernel/id.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Registry } from '../../../ports/registry.ts';
import { TAR_TYPE } from '../../shared/archive/media-type.ts';
import { IMAGE_ARCHIVE_TYPE, readLayout } from '../../shared/artifact/image-layout.ts';
import {
  describeArtifact,
  LARGEST_MANIFEST,
  type Manifest,
  readManifest,
  storedAs,
} from '../../shared/artifact/manifest.ts';
import { unpackOnce } from '../../shared/artifact/unpacked.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { type Blobs, blobsIn } from './blobs.ts';
import { tagManifest } from './index-file.ts';
import { layOut } from './lay-out.ts';
import { removeArtifact, withArchive } from './removal.ts';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** A registry in a folder: an OCI image layout. An artifact's digest is that of its manifest, which names the archive's. */
export function localRegistry(options: { readonly dir: string }): Registry {
  const { dir } = options;
  const blobs = blobsIn(dir);
  return {
    name: 'local',
    push: (artifact, unit, tag, effect) =>
      reporting(`storing ${artifact.name}`, async () => {
        stopWhenAborted(effect.signal, `storing ${artifact.name}`);
        checkNames(unit, artifact.name, tag);
        if (artifact.mediaType !== TAR_TYPE && artifact.mediaType !== IMAGE_ARCHIVE_TYPE)
          throw lasting(`artifact ${artifact.name} is ${artifact.mediaType}, not a tar`);
        await layOut(dir);
        return withArchive({ dir }, artifact.digest, effect.signal, async () => {
          const { config, manifest } = describeArtifact(artifact);
          // The archive first and the name last: whatever names something names what is there.
          if (!(await blobs.copyIn(artifact.file, artifact.digest, effect.signal))) {
            throw lasting(`${artifact.file} does not have the digest ${artifact.digest}`);
          }
          await blobs.write(config);
          await blobs.write(manifest);
          const digest = digestOfBytes(manifest);
          if ((await findWhole(blobs, digest, effect.signal)) === undefined) {
            throw new DriverError(`artifact ${artifact.name} could not be read back`, { retryable: true });
          }
          const described = { digest, size: Buffer.byteLength(manifest) };
          await tagManifest(dir, `${unit}/${artifact.name}:${tag}`, described, effect.signal);
          return { name: artifact.name, kind: artifact.kind, digest, bytes: artifact.bytes };
        });
      }),
    has: (unit, digest, signal) =>
      reporting(`looking for ${digest}`, async () => {
        stopWhenAborted(signal, `looking for ${digest}`);
        return (await findWhole(blobs, checkDigest(unit, digest), signal)) !== undefined;
      }),
    look: (unit, digest, signal) =>
      reporting(`looking at ${digest}`, async () => {
        stopWhenAborted(signal, `looking at ${digest}`);
        const manifest = await findWhole(blobs, checkDigest(unit, digest), signal);
        return manifest === undefined ? undefined : storedAs(manifest);
      }),
    materialize: (unit, digest, signal) =>
      reporting(`unpacking ${digest}`, async () => {
        stopWhenAborted(signal, `unpacking ${digest}`);
        const manifest = await findWhole(blobs, checkDigest(unit, digest), signal);
        if (manifest === undefined) throw lasting(`artifact ${digest} of ${unit} is missing or damaged`);
        const layer = manifest.layers[0].digest;
        return unpackOnce(join(dir, 'unpacked'), digest, { file: blobs.fileOf(layer), digest: layer }, signal);
      }),
    // An image lies here as the archive of its layout, which engines load: a folder serves nobody who would pull.
    image: (unit, digest) => {
      const layer = async (signal: AbortSignal) =>
        (await findWhole(blobs, checkDigest(unit, digest), signal))?.layers[0];
      return {
        kind: 'loaded',
        reference: `${unit}@${digest}`,
        configuration: (signal) =>
          reporting(`looking for ${digest}`, async () => {
            const found = await layer(signal);
            if (found === undefined) return undefined;
            const archive = { file: blobs.fileOf(found.digest), digest: found.digest };
            return (await readLayout(await unpackOnce(join(dir, 'unpacked'), digest, archive, signal), signal)).config
              .digest;
          }),
        archive: (signal) =>
          reporting(`reading ${digest}`, async () => {
            const found = await layer(signal);
            if (found === undefined) throw lasting(`artifact ${digest} of ${unit} is missing or damaged`);
            return { file: blobs.fileOf(found.digest), done: async () => undefined };
          }),
      };
    },
    remove: (unit, digest, { signal }) =>
      reporting(`removing ${digest}`, async () => {
        stopWhenAborted(signal, `removing ${digest}`);
        return removeArtifact({ dir, blobs }, checkDigest(unit, digest), signal);
      }),
  };
}

/** The manifest under this digest, if all it names is there byte for byte. */
async function findWhole(blobs: Blobs, digest: Digest, signal: AbortSignal): Promise<Manifest | undefined> {
  const bytes = await blobs.read(digest, LARGEST_MANIFEST);
  const manifest = bytes === undefined ? undefined : readManifest(bytes);
  if (manifest === undefined) return undefined;
  for (const part of [manifest.config, ...manifest.layers]) {
    if (!(await blobs.isWhole(part.digest, part.size, signal))) return undefined;
  }
  return manifest;
}

function checkNames(unit: string, artifact: string, tag: string): void {
  for (const name of [unit, artifact]) {
    if (!isName(name)) throw lasting(`${JSON.stringify(name)} is no name for a unit or an artifact`);
  }
  if (!TAG.test(tag)) throw lasting(`${JSON.stringify(tag)} is no tag`);
}

function checkDigest(unit: string, digest: string): Digest {
  if (!isName(unit)) throw lasting(`${JSON.stringify(unit)} is no name for a unit`);
  if (!isDigest(digest)) throw lasting(`${JSON.stringify(digest)} is no digest`);
  return digest;
}
