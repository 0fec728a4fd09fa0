import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isDigest } from '../../../core/kernel/id.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { StatementStore } from '../../../ports/entry-evidence.ts';
import { MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { withLock } from '../../shared/file-lock.ts';
import { digestOfBytes, hexOf } from '../../shared/hash-file.ts';
import { download } from './blobs.ts';
import { type Descriptor, documentOf } from './document.ts';
import { readStored, store } from './manifests.ts';
import { checkDigest } from './names.ts';
import { mannerOf, type OciOptions, wayOf } from './options.ts';
import { listUnderTag, referrersOf } from './referrers.ts';
import { type Repository, repositoryOf } from './repository.ts';
import { registryServer } from './server.ts';
import { blobStore } from './store-blob.ts';

const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
const ENVELOPE_TYPE = 'application/vnd.dsse.envelope.v1+json';
const LARGEST_ENVELOPE = 1024 * 1024;
/** An artifact that is packaged again and again keeps the newest of ours; what others attached is never let go. */
const MOST_ENVELOPES = 50;

const Part = z.object({
  mediaType: z.string(),
  digest: z.string().refine(isDigest),
  size: z.int().nonnegative().max(LARGEST_ENVELOPE),
});
const Attached = z.object({
  artifactType: z.literal(ENVELOPE_TYPE),
  layers: z.tuple([Part.extend({ mediaType: z.literal(ENVELOPE_TYPE) })]),
  subject: z.object({ digest: z.string() }),
});

/** Envelopes beside artifacts as OCI referrers: manifests whose `subject` is the artifact. */
export function ociStatements(spec: OciRegistrySpec, options: OciOptions): StatementStore {
  const server = registryServer(spec, wayOf(spec, options));
  const blobs = blobStore(mannerOf(options));
  return {
    keep: (unit, artifact, envelope, { signal }) =>
      reporting(`storing the provenance of ${artifact}`, async () => {
        stopWhenAborted(signal, 'storing provenance');
        const subject = checkDigest(unit, artifact);
        const bytes = Buffer.byteLength(envelope);
        if (bytes > LARGEST_ENVELOPE) throw lasting(`an envelope of ${bytes} bytes is not stored`);
        const to = repositoryOf(server, unit);
        await blobs.keepText(to, '{}', signal);
        await blobs.keepText(to, envelope, signal);
        const manifest = await manifestOf(to, subject, envelope, signal);
        const own = { ...descriptorOf(manifest, MANIFEST_TYPE), artifactType: ENVELOPE_TYPE };
        const { listedUnder } = await store(to, own.digest, { text: manifest, mediaType: MANIFEST_TYPE }, signal);
        if (listedUnder === subject) return digestOfBytes(envelope);
        await mkdir(join(options.dir, unit), { recursive: true, mode: 0o755 });
        // On this machine one at a time; with others the list itself is read again.
        await withLock(join(options.dir, unit, `.list-${hexOf(subject)}.lock`), signal, () =>
          listUnderTag(to, subject, own, olderOfOurs, signal),
        );
        return digestOfBytes(envelope);
      }),
    beside: (unit, artifact, signal) =>
      reporting(`looking for the provenance of ${artifact}`, async () => {
        stopWhenAborted(signal, 'looking for provenance');
        const subject = checkDigest(unit, artifact);
        const from = repositoryOf(server, unit);
        const found: string[] = [];
        const attached = await referrersOf(from, subject, ENVELOPE_TYPE, signal);
        for (const { digest } of attached.slice(0, MOST_ENVELOPES)) {
          const envelope = await envelopeIn(from, digest, subject, signal);
          if (envelope !== undefined) found.push(envelope);
        }
        return found;
      }),
  };
}

const descriptorOf = (content: string, mediaType: string) => ({
  mediaType,
  digest: digestOfBytes(content),
  size: Buffer.byteLength(content),
});

async function manifestOf(to: Repository, subject: string, envelope: string, signal: AbortSignal): Promise<string> {
  const reading = await readStored(to, subject, MANIFEST_TYPE, signal);
  if (reading.kind === 'wrong') throw lasting(reading.why);
  if (reading.kind === 'missing')
    throw lasting(`${subject} is not in ${to.server.host}/${to.name}: nothing is attached to it`);
  return canonical({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: ENVELOPE_TYPE,
    config: descriptorOf('{}', EMPTY_TYPE),
    layers: [descriptorOf(envelope, ENVELOPE_TYPE)],
    subject: { mediaType: MANIFEST_TYPE, digest: subject, size: reading.stored.bytes.byteLength },
  });
}

function olderOfOurs(all: readonly Descriptor[]): ReadonlySet<string> {
  const ours = all.filter(({ artifactType }) => artifactType === ENVELOPE_TYPE);
  return new Set(ours.slice(MOST_ENVELOPES).map(({ digest }) => digest));
}

/** The envelope in a manifest. One that is not there byte for byte is none: evidence that cannot be read is no evidence. */
async function envelopeIn(
  from: Repository,
  manifest: string,
  subject: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reading = await readStored(from, manifest, MANIFEST_TYPE, signal);
  if (reading.kind !== 'found') return undefined;
  const attached = Attached.safeParse(documentOf(reading.stored.bytes, MANIFEST_TYPE)).data;
  if (attached === undefined || attached.subject.digest !== subject) return undefined;
  const chunks: Buffer[] = [];
  const found = await download(from, attached.layers[0], signal, (chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  return found === 'whole' ? Buffer.concat(chunks).toString('utf8') : undefined;
}
