import { z } from 'zod';
import { isDigest } from '../../../core/kernel/id.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { Attachment, StatementStore } from '../../../ports/entry-evidence.ts';
import { ATTACHMENT_NAMES, ATTACHMENTS } from '../../shared/artifact/attachment.ts';
import { MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { download } from './blobs.ts';
import { type Descriptor, documentOf } from './document.ts';
import { withList } from './list-lock.ts';
import { readStored, store } from './manifests.ts';
import { checkDigest } from './names.ts';
import { mannerOf, type OciOptions, wayOf } from './options.ts';
import { listUnderTag, referrersOf } from './referrers.ts';
import { type Repository, repositoryOf } from './repository.ts';
import { registryServer } from './server.ts';
import { blobStore } from './store-blob.ts';

const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
/** An artifact that is packaged again and again keeps the newest of ours; what others attached is never let go. */
const MOST_ATTACHED = 50;

const Attached = z.object({
  artifactType: z.string(),
  layers: z.tuple([
    z.object({ mediaType: z.string(), digest: z.string().refine(isDigest), size: z.int().nonnegative() }),
  ]),
  subject: z.object({ digest: z.string() }),
});

/** Statements and bills of materials beside artifacts as OCI referrers: manifests whose `subject` is the artifact. */
export function ociStatements(spec: OciRegistrySpec, options: OciOptions): StatementStore {
  const server = registryServer(spec, wayOf(spec, options));
  const blobs = blobStore(mannerOf(options));
  return {
    keep: (unit, artifact, text, { signal }, what = 'statement') =>
      reporting(`storing the ${ATTACHMENT_NAMES[what]} of ${artifact}`, async () => {
        stopWhenAborted(signal, `storing the ${ATTACHMENT_NAMES[what]}`);
        const subject = checkDigest(unit, artifact);
        const { type, largest } = ATTACHMENTS[what];
        const bytes = Buffer.byteLength(text);
        if (bytes > largest) throw lasting(`${bytes} bytes of ${ATTACHMENT_NAMES[what]} are not stored`);
        const to = repositoryOf(server, unit);
        await blobs.keepText(to, '{}', signal);
        await blobs.keepText(to, text, signal);
        const manifest = await manifestOf(to, { subject, text, type }, signal);
        const own = { ...descriptorOf(manifest, MANIFEST_TYPE), artifactType: type };
        const { listedUnder } = await store(to, own.digest, { text: manifest, mediaType: MANIFEST_TYPE }, signal);
        if (listedUnder === subject) return digestOfBytes(text);
        // On this machine one at a time; with others the list itself is read again.
        await withList(options.dir, unit, subject, signal, () =>
          listUnderTag(to, subject, own, (all) => olderOfOurs(all, type), signal),
        );
        return digestOfBytes(text);
      }),
    beside: (unit, artifact, signal, what = 'statement') =>
      reporting(`looking for the ${ATTACHMENT_NAMES[what]} of ${artifact}`, async () => {
        stopWhenAborted(signal, `looking for the ${ATTACHMENT_NAMES[what]}`);
        const subject = checkDigest(unit, artifact);
        const from = repositoryOf(server, unit);
        const found: string[] = [];
        const attached = await referrersOf(from, subject, ATTACHMENTS[what].type, signal);
        for (const { digest } of attached.slice(0, MOST_ATTACHED)) {
          const text = await attachedIn(from, { manifest: digest, subject, what }, signal);
          if (text !== undefined) found.push(text);
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

async function manifestOf(
  to: Repository,
  { subject, text, type }: { readonly subject: string; readonly text: string; readonly type: string },
  signal: AbortSignal,
): Promise<string> {
  const reading = await readStored(to, subject, MANIFEST_TYPE, signal);
  if (reading.kind === 'wrong') throw lasting(reading.why);
  if (reading.kind === 'missing')
    throw lasting(`${subject} is not in ${to.server.host}/${to.name}: nothing is attached to it`);
  return canonical({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: type,
    config: descriptorOf('{}', EMPTY_TYPE),
    layers: [descriptorOf(text, type)],
    subject: { mediaType: MANIFEST_TYPE, digest: subject, size: reading.stored.bytes.byteLength },
  });
}

function olderOfOurs(all: readonly Descriptor[], type: string): ReadonlySet<string> {
  const ours = all.filter(({ artifactType }) => artifactType === type);
  return new Set(ours.slice(MOST_ATTACHED).map(({ digest }) => digest));
}

/** What is in a manifest. What is not there byte for byte is not there: evidence that cannot be read is no evidence. */
async function attachedIn(
  from: Repository,
  { manifest, subject, what }: { readonly manifest: string; readonly subject: string; readonly what: Attachment },
  signal: AbortSignal,
): Promise<string | undefined> {
  const reading = await readStored(from, manifest, MANIFEST_TYPE, signal);
  if (reading.kind !== 'found') return undefined;
  const attached = Attached.safeParse(documentOf(reading.stored.bytes, MANIFEST_TYPE)).data;
  if (attached === undefined || attached.subject.digest !== subject) return undefined;
  const { type, largest } = ATTACHMENTS[what];
  const [layer] = attached.layers;
  if (attached.artifactType !== type || layer.mediaType !== type || layer.size > largest) return undefined;
  const chunks: Buffer[] = [];
  const found = await download(from, layer, signal, (chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  return found === 'whole' ? Buffer.concat(chunks).toString('utf8') : undefined;
}
