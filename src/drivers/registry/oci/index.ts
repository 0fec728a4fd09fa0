import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../../core/kernel/id.ts';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Registry } from '../../../ports/registry.ts';
import { TAR_TYPE } from '../../shared/archive/media-type.ts';
import { describeArtifact, MANIFEST_TYPE, type Manifest, readManifest } from '../../shared/artifact/manifest.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { withLock } from '../../shared/file-lock.ts';
import { digestOfBytes, hashFile, hexOf } from '../../shared/hash-file.ts';
import { download } from './blobs.ts';
import { readStored, removeStored, store } from './manifests.ts';
import { checkDigest, tagOf } from './names.ts';
import { mannerOf, type OciOptions, wayOf } from './options.ts';
import { type Pulled, pulledTo } from './pulled.ts';
import { type Repository, repositoryOf } from './repository.ts';
import { registryServer } from './server.ts';
import { blobStore } from './store-blob.ts';

/**
 * A registry of the OCI distribution specification. A unit has one repository; an artifact's digest is that of its manifest, the
 * same as in the local registry. Nothing that the registry says is believed that can be hashed.
 */
export function ociRegistry(spec: OciRegistrySpec, options: OciOptions): Registry {
  const { dir } = options;
  const server = registryServer(spec, wayOf(spec, options));
  const blobs = blobStore(mannerOf(options));
  const pulledOf = (unit: string): Pulled => pulledTo(join(dir, unit));
  const underWay = new Map<string, Promise<string>>();

  /** What stores an artifact and what removes it never meet, among the processes of this machine. */
  const alone = async <T>(unit: string, digest: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    await mkdir(join(dir, unit), { recursive: true, mode: 0o755 });
    return withLock(join(dir, unit, `.artifact-${hexOf(digest)}.lock`), signal, work);
  };

  const pull = async (unit: string, digest: Digest, signal: AbortSignal): Promise<string> => {
    const pulled = pulledOf(unit);
    const here = await pulled.folder(digest, signal);
    if (here !== undefined) return here;
    const from = repositoryOf(server, unit);
    const reading = await readStored(from, digest, MANIFEST_TYPE, signal);
    if (reading.kind === 'wrong') throw lasting(reading.why);
    if (reading.kind === 'missing') throw lasting(`artifact ${digest} is missing in ${server.host}/${from.name}`);
    return pulled.unpack(digest, reading.stored.bytes, (blob, take) => download(from, blob, signal, take), signal);
  };

  const registry: Registry = {
    name: `oci ${server.host}`,
    push: (artifact, unit, tag, effect) =>
      reporting(`storing ${artifact.name}`, async () => {
        stopWhenAborted(effect.signal, `storing ${artifact.name}`);
        const wholeTag = tagOf(unit, artifact.name, tag);
        const { config, manifest } = describeArtifact(artifact);
        const digest = digestOfBytes(manifest);
        await alone(unit, digest, effect.signal, async () => {
          const to = repositoryOf(server, unit);
          // The name last: whatever has a name is there whole, at whatever moment we are killed.
          await blobs.keepText(to, config, effect.signal);
          await storeArchive(to, artifact, effect.signal);
          const document = { text: manifest, mediaType: MANIFEST_TYPE };
          await store(to, digest, document, effect.signal);
          const reading = await readStored(to, digest, MANIFEST_TYPE, effect.signal);
          if (reading.kind === 'wrong') throw lasting(reading.why);
          if (reading.kind === 'missing') throw passing(`artifact ${artifact.name} could not be read back`);
          await store(to, wholeTag, document, effect.signal);
        });
        return { name: artifact.name, kind: artifact.kind, digest, bytes: artifact.bytes };
      }),
    has: (unit, digest, signal) =>
      reporting(`looking for ${digest}`, async () => {
        stopWhenAborted(signal, `looking for ${digest}`);
        return (await findWhole(repositoryOf(server, unit), checkDigest(unit, digest), signal)) !== undefined;
      }),
    materialize: (unit, digest, signal) =>
      reporting(`unpacking ${digest}`, async () => {
        stopWhenAborted(signal, `unpacking ${digest}`);
        const key = `${unit} ${checkDigest(unit, digest)}`;
        const known = underWay.get(key) ?? pull(unit, checkDigest(unit, digest), signal);
        underWay.set(key, known);
        return known.finally(() => underWay.delete(key));
      }),
  };

  async function storeArchive(to: Repository, artifact: BuiltArtifact, signal: AbortSignal): Promise<void> {
    if (artifact.mediaType !== TAR_TYPE) throw lasting(`artifact ${artifact.name} is ${artifact.mediaType}, not a tar`);
    const { digest, bytes: size } = await hashFile(artifact.file, signal);
    if (digest !== artifact.digest || size !== artifact.bytes) {
      throw lasting(`${artifact.file} does not have the digest ${artifact.digest}`);
    }
    const file = await open(artifact.file, 'r');
    try {
      const read = async (from: number, length: number): Promise<Uint8Array> => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      };
      await blobs.keep(to, { digest, size, read }, signal);
    } finally {
      await file.close();
    }
  }

  if (spec.keepAll === true) return registry;
  return {
    ...registry,
    remove: (unit, digest, { signal }) =>
      reporting(`removing ${digest}`, async () => {
        stopWhenAborted(signal, `removing ${digest}`);
        const goes = checkDigest(unit, digest);
        return alone(unit, goes, signal, async () => {
          const from = repositoryOf(server, unit);
          const reading = await readStored(from, goes, MANIFEST_TYPE, signal);
          const wasThere = await removeStored(from, goes, signal);
          await pulledOf(unit).forget(goes);
          return wasThere && reading.kind === 'found' ? bytesNamedBy(reading.stored.bytes) : 0;
        });
      }),
  };
}

/** The manifest under this digest, if all it names is there byte for byte. */
async function findWhole(from: Repository, digest: Digest, signal: AbortSignal): Promise<Manifest | undefined> {
  const reading = await readStored(from, digest, MANIFEST_TYPE, signal);
  const manifest = reading.kind === 'found' ? readManifest(reading.stored.bytes) : undefined;
  if (manifest === undefined) return undefined;
  for (const part of [manifest.config, ...manifest.layers]) {
    if ((await download(from, part, signal)) !== 'whole') return undefined;
  }
  return manifest;
}

/** What the registry can free once nothing names it any more. */
const bytesNamedBy = (bytes: Buffer): number =>
  (readManifest(bytes)?.layers ?? []).reduce((sum, { size }) => sum + size, bytes.length);

const passing = (message: string): DriverError => new DriverError(message, { retryable: true });
