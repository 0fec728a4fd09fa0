import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../../core/kernel/id.ts';
import type { Artifact } from '../../../core/unit/artifact.ts';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { Registry, StoredArtifact } from '../../../ports/registry.ts';
import { TAR_TYPE } from '../../shared/archive/media-type.ts';
import { unpackInto } from '../../shared/archive/unpack.ts';
import {
  IMAGE_ARCHIVE_TYPE,
  IMAGE_LIMITS,
  type ImageManifest,
  readImageManifest,
  readLayout,
} from '../../shared/artifact/image-layout.ts';
import { describeArtifact, MANIFEST_TYPE, readManifest, storedAs } from '../../shared/artifact/manifest.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { withLock } from '../../shared/file-lock.ts';
import { digestOfBytes, hashFile, hexOf } from '../../shared/hash-file.ts';
import { readSecret } from '../../shared/secret.ts';
import { removeAttached } from './attached.ts';
import { type BlobName, download, isListed } from './blobs.ts';
import { withList } from './list-lock.ts';
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
        if (artifact.mediaType === IMAGE_ARCHIVE_TYPE) return pushImage(unit, artifact, wholeTag, effect.signal);
        const { config, manifest } = describeArtifact(artifact);
        const digest = digestOfBytes(manifest);
        await alone(unit, digest, effect.signal, async () => {
          const to = repositoryOf(server, unit);
          await blobs.keepText(to, config, effect.signal);
          await storeArchive(to, artifact, effect.signal);
          await storeManifest(to, { digest, text: manifest, tag: wholeTag, what: artifact.name }, effect.signal);
        });
        return { name: artifact.name, kind: artifact.kind, digest, bytes: artifact.bytes };
      }),
    has: (unit, digest, signal) =>
      reporting(`looking for ${digest}`, async () => {
        stopWhenAborted(signal, `looking for ${digest}`);
        const parts = await partsOf(repositoryOf(server, unit), checkDigest(unit, digest), signal);
        return everyPart(parts, async (from, part) => (await download(from, part, signal)) === 'whole');
      }),
    look: (unit, digest, signal) =>
      reporting(`looking at ${digest}`, async () => {
        stopWhenAborted(signal, `looking at ${digest}`);
        const from = repositoryOf(server, unit);
        const reading = await readStored(from, checkDigest(unit, digest), MANIFEST_TYPE, signal);
        if (reading.kind !== 'found') return undefined;
        const parts = await partsOf(from, checkDigest(unit, digest), signal);
        const isWhole = await everyPart(parts, async (at, part) => (await download(at, part, signal)) === 'whole');
        return isWhole ? storedIn(reading.stored.bytes) : undefined;
      }),
    knows: (unit, digest, signal) =>
      reporting(`asking for ${digest}`, async () => {
        stopWhenAborted(signal, `asking for ${digest}`);
        const parts = await partsOf(repositoryOf(server, unit), checkDigest(unit, digest), signal);
        return everyPart(parts, (from, part) => isListed(from, part, signal));
      }),
    image: (unit, digest) => {
      const from = repositoryOf(server, unit);
      const { login } = spec;
      return {
        kind: 'pulled',
        reference: `${server.host}/${from.name}@${checkDigest(unit, digest)}`,
        login: async () =>
          login === null
            ? null
            : { server: server.host, username: login.username, password: await readSecret(login.password) },
        configuration: (signal) =>
          reporting(`looking for ${digest}`, async () => {
            const reading = await readStored(from, checkDigest(unit, digest), MANIFEST_TYPE, signal);
            return reading.kind === 'found' ? readImageManifest(reading.stored.bytes)?.config.digest : undefined;
          }),
      };
    },
    materialize: (unit, digest, signal) =>
      reporting(`unpacking ${digest}`, async () => {
        stopWhenAborted(signal, `unpacking ${digest}`);
        const key = `${unit} ${checkDigest(unit, digest)}`;
        const known = underWay.get(key) ?? pull(unit, checkDigest(unit, digest), signal);
        underWay.set(key, known);
        return known.finally(() => underWay.delete(key));
      }),
  };

  /** An image is stored as what it is, so that engines can pull it: its parts, then its manifest, by their own digests. */
  async function pushImage(unit: string, artifact: BuiltArtifact, tag: string, signal: AbortSignal): Promise<Artifact> {
    await mkdir(join(dir, unit), { recursive: true, mode: 0o755 });
    const folder = await mkdtemp(join(dir, unit, '.image-'));
    try {
      if ((await unpackInto(artifact.file, folder, signal, IMAGE_LIMITS)) !== artifact.digest) {
        throw lasting(`${artifact.file} does not have the digest ${artifact.digest}`);
      }
      const { digest, text, config, layers, fileOf } = await readLayout(folder, signal);
      await alone(unit, digest, signal, async () => {
        const to = repositoryOf(server, unit);
        for (const part of [config, ...layers]) await storeFile(to, fileOf(part.digest), part, signal);
        await storeManifest(to, { digest, text, tag, what: artifact.name }, signal);
      });
      const bytes = [config, ...layers].reduce((sum, { size }) => sum + size, Buffer.byteLength(text));
      return { name: artifact.name, kind: artifact.kind, digest, bytes };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The manifest by its digest, read back; its name last: whatever has a name is there whole, at whatever moment we are killed. */
  async function storeManifest(
    to: Repository,
    {
      digest,
      text,
      tag,
      what,
    }: { readonly digest: string; readonly text: string; readonly tag: string; readonly what: string },
    signal: AbortSignal,
  ): Promise<void> {
    const document = { text, mediaType: MANIFEST_TYPE };
    await store(to, digest, document, signal);
    const reading = await readStored(to, digest, MANIFEST_TYPE, signal);
    if (reading.kind === 'wrong') throw lasting(reading.why);
    if (reading.kind === 'missing') throw passing(`artifact ${what} could not be read back`);
    await store(to, tag, document, signal);
  }

  async function storeArchive(to: Repository, artifact: BuiltArtifact, signal: AbortSignal): Promise<void> {
    if (artifact.mediaType !== TAR_TYPE) throw lasting(`artifact ${artifact.name} is ${artifact.mediaType}, not a tar`);
    const { digest, bytes: size } = await hashFile(artifact.file, signal);
    if (digest !== artifact.digest || size !== artifact.bytes) {
      throw lasting(`${artifact.file} does not have the digest ${artifact.digest}`);
    }
    await storeFile(to, artifact.file, { digest, size }, signal);
  }

  async function storeFile(to: Repository, path: string, blob: BlobName, signal: AbortSignal): Promise<void> {
    const file = await open(path, 'r');
    try {
      const read = async (from: number, length: number): Promise<Uint8Array> => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      };
      await blobs.keep(to, { digest: blob.digest, size: blob.size, read }, signal);
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
          const bytes = wasThere && reading.kind === 'found' ? bytesNamedBy(reading.stored.bytes) : 0;
          // The artifact first: none that is there ever lacks what is attached to it.
          const note = join(dir, unit, 'removing', `${hexOf(goes)}.json`);
          return bytes + (await withList(dir, unit, goes, signal, () => removeAttached(from, goes, note, signal)));
        });
      }),
  };
}

/** What a manifest names, in the repository that it is in. */
interface Parts {
  readonly from: Repository;
  readonly parts: readonly BlobName[];
}

/** The parts of the artifact under this digest; undefined when its manifest is not there as it was. */
async function partsOf(from: Repository, digest: Digest, signal: AbortSignal): Promise<Parts | undefined> {
  const reading = await readStored(from, digest, MANIFEST_TYPE, signal);
  if (reading.kind !== 'found') return undefined;
  const manifest = manifestIn(reading.stored.bytes);
  return manifest === undefined ? undefined : { from, parts: [manifest.config, ...manifest.layers] };
}

/** What a manifest stands for: of ours, as it says; any other image is a container. */
function storedIn(bytes: Buffer): StoredArtifact | undefined {
  const ours = readManifest(bytes);
  if (ours !== undefined) return storedAs(ours);
  const image = readImageManifest(bytes);
  if (image === undefined) return undefined;
  return {
    kind: 'container',
    bytes: [image.config, ...image.layers].reduce((sum, { size }) => sum + size, bytes.length),
  };
}

/** A manifest of ours, or one of an image. */
const manifestIn = (bytes: Buffer): ImageManifest | undefined => readManifest(bytes) ?? readImageManifest(bytes);

async function everyPart(
  found: Parts | undefined,
  isThere: (from: Repository, part: BlobName) => Promise<boolean>,
): Promise<boolean> {
  if (found === undefined) return false;
  for (const part of found.parts) if (!(await isThere(found.from, part))) return false;
  return true;
}

/** What the registry can free once nothing names it any more. */
const bytesNamedBy = (bytes: Buffer): number =>
  (manifestIn(bytes)?.layers ?? []).reduce((sum, { size }) => sum + size, bytes.length);

const passing = (message: string): DriverError => new DriverError(message, { retryable: true });
