import { z } from 'zod';
import { type Digest, isDigest, isName } from '../../../core/kernel/id.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { Attachment, StatementStore } from '../../../ports/entry-evidence.ts';
import { ATTACHMENT_NAMES, ATTACHMENTS } from '../../shared/artifact/attachment.ts';
import { LARGEST_MANIFEST, MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { listName, withAttached } from './attached.ts';
import { type Blobs, blobsIn } from './blobs.ts';
import { taggedManifest, tagManifest } from './index-file.ts';
import { layOut } from './lay-out.ts';

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
/** An artifact that is packaged again and again keeps the newest. */
const MOST_ATTACHED = 50;

const Descriptor = z.looseObject({ digest: z.string().refine(isDigest), size: z.int().nonnegative() });
const Referrers = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(Descriptor) });
const Referrer = z.looseObject({ artifactType: z.string(), layers: z.tuple([Descriptor]) });

/**
 * Statements and bills of materials in the same image layout as the artifacts, as OCI lays referrers out where nobody answers its referrers API: a manifest
 * whose `subject` is the artifact, listed in an index under the tag `sha256-<hex>`.
 */
export function localStatements(options: { readonly dir: string }): StatementStore {
  const { dir } = options;
  const blobs = blobsIn(dir);
  return {
    keep: (unit, artifact, text, effect, what = 'statement') =>
      reporting(`storing the ${ATTACHMENT_NAMES[what]} of ${artifact}`, async () => {
        stopWhenAborted(effect.signal, `storing the ${ATTACHMENT_NAMES[what]}`);
        const reference = referenceOf(unit, artifact);
        const bytes = Buffer.byteLength(text);
        if (bytes > ATTACHMENTS[what].largest)
          throw lasting(`${bytes} bytes of ${ATTACHMENT_NAMES[what]} are not stored`);
        await layOut(dir);
        const manifest = manifestOf(artifact, text, ATTACHMENTS[what].type);
        const own = descriptorOf(manifest, MANIFEST_TYPE);
        // Two at once would each leave the other out of its list.
        await withAttached(dir, effect.signal, async () => {
          await blobs.write('{}');
          await blobs.write(text);
          await blobs.write(manifest);
          const others = (await referrers(dir, blobs, reference)).filter(({ digest }) => digest !== own.digest);
          const manifests = [own, ...others].slice(0, MOST_ATTACHED);
          const index = canonical({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
          await blobs.write(index);
          // The name last: whatever it names is there.
          await tagManifest(dir, reference, descriptorOf(index, INDEX_TYPE), effect.signal);
        });
        return digestOfBytes(text);
      }),
    beside: (unit, artifact, signal, what = 'statement') =>
      reporting(`looking for the ${ATTACHMENT_NAMES[what]} of ${artifact}`, async () => {
        stopWhenAborted(signal, `looking for the ${ATTACHMENT_NAMES[what]}`);
        const found: string[] = [];
        for (const { digest } of await referrers(dir, blobs, referenceOf(unit, artifact))) {
          const text = await attachedIn(blobs, digest, what);
          if (text !== undefined) found.push(text);
        }
        return found;
      }),
  };
}

function referenceOf(unit: string, artifact: Digest): string {
  if (!isName(unit)) throw lasting(`${JSON.stringify(unit)} is no name for a unit`);
  if (!isDigest(artifact)) throw lasting(`${JSON.stringify(artifact)} is no digest`);
  return listName(unit, artifact);
}

const descriptorOf = (content: string, mediaType: string) => ({
  mediaType,
  digest: digestOfBytes(content),
  size: Buffer.byteLength(content),
});

const manifestOf = (artifact: Digest, text: string, type: string): string =>
  canonical({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: type,
    config: descriptorOf('{}', EMPTY_TYPE),
    layers: [descriptorOf(text, type)],
    subject: { mediaType: MANIFEST_TYPE, digest: artifact },
  });

/** What is listed under a name. A list that is not readable is no list: evidence that cannot be read is none. */
async function referrers(dir: string, blobs: Blobs, reference: string): Promise<z.infer<typeof Descriptor>[]> {
  const tagged = await taggedManifest(dir, reference);
  if (tagged === undefined || !isDigest(tagged)) return [];
  return parsed(await blobs.read(tagged, LARGEST_MANIFEST), Referrers)?.manifests ?? [];
}

async function attachedIn(blobs: Blobs, manifest: string, what: Attachment): Promise<string | undefined> {
  const referrer = parsed(await blobs.read(manifest, LARGEST_MANIFEST), Referrer);
  const { type, largest } = ATTACHMENTS[what];
  if (referrer?.artifactType !== type) return undefined;
  return (await blobs.read(referrer.layers[0].digest, largest))?.toString('utf8');
}

function parsed<T>(bytes: Buffer | undefined, schema: z.ZodType<T>): T | undefined {
  if (bytes === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
