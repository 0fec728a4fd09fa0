import { join } from 'node:path';
import { z } from 'zod';
import { isDigest } from '../../../core/kernel/id.ts';
import { LARGEST_MANIFEST, MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { stopWhenAborted } from '../../shared/driver-failure.ts';
import { withLock } from '../../shared/file-lock.ts';
import type { Blobs } from './blobs.ts';
import { untag } from './index-file.ts';

const Named = z.looseObject({ digest: z.string().refine(isDigest) });
/** Anything that may name other bytes: a manifest, or a list of them. */
const Document = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: Named.optional(),
  layers: z.array(Named).default([]),
  manifests: z.array(Named).default([]),
  subject: Named.optional(),
});
type Document = z.infer<typeof Document>;

/** Attaches or takes away one thing at a time: what two documents share is never taken from under the one that stays. */
export const withAttached = <T>(dir: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  withLock(join(dir, '.statements.lock'), signal, work);

/** The name under which is listed what is attached to a digest, for one unit. */
export const listName = (unit: string, subject: string): string => `${unit}:${subject.replace(':', '-')}`;

/**
 * Removes what is attached to an artifact, and to that in turn, and returns the bytes that made free. The manifests, which lead to
 * everything else, go last: whatever instant it is killed at, the next call finds what is left.
 */
export async function removeAttached(
  { dir, blobs }: { readonly dir: string; readonly blobs: Blobs },
  artifact: string,
  signal: AbortSignal,
): Promise<number> {
  return withAttached(dir, signal, async () => {
    const documents = await documentsIn(blobs);
    const goes = attachedTo(artifact, documents);
    const lists = new Set(await untag(dir, isListOf(new Set([artifact, ...goes])), signal));
    for (const [digest, { manifests }] of documents) {
      // Every change of a list left the one before: what names some that go and none that stays was one of them.
      const isIts = manifests.some((one) => goes.has(one.digest));
      if (isIts && manifests.every((one) => goes.has(one.digest) || !documents.has(one.digest))) lists.add(digest);
    }
    const stays = [...documents].filter(([digest]) => !goes.has(digest) && !lists.has(digest));
    const named = new Set(stays.flatMap(([, document]) => namedBy(document)));
    const texts = [...goes].flatMap((digest) => namedBy(documents.get(digest))).filter((digest) => !named.has(digest));
    let freed = 0;
    for (const digest of [...new Set(texts), ...lists, ...goes]) {
      stopWhenAborted(signal, `removing what is attached to ${artifact}`);
      freed += await blobs.remove(digest);
    }
    return freed;
  });
}

async function documentsIn(blobs: Blobs): Promise<ReadonlyMap<string, Document>> {
  const found = new Map<string, Document>();
  for (const digest of await blobs.digests()) {
    const document = parsed(await blobs.read(digest, LARGEST_MANIFEST));
    if (document !== undefined) found.set(digest, document);
  }
  return found;
}

/** The manifests that name an artifact as their subject, and those that name one of these. */
function attachedTo(artifact: string, documents: ReadonlyMap<string, Document>): ReadonlySet<string> {
  const goes = new Set<string>();
  const collect = (subject: string): void => {
    for (const [digest, document] of documents) {
      const isIts = document.subject?.digest === subject && document.mediaType === MANIFEST_TYPE;
      if (!isIts || goes.has(digest)) continue;
      goes.add(digest);
      collect(digest);
    }
  };
  collect(artifact);
  return goes;
}

const isListOf =
  (subjects: ReadonlySet<string>) =>
  ({ name }: { readonly name: string | undefined }): boolean =>
    [...subjects].some((subject) => name?.endsWith(listName('', subject)) === true);

const namedBy = (document: Document | undefined): readonly string[] =>
  document === undefined
    ? []
    : [...document.layers, ...document.manifests, ...(document.config === undefined ? [] : [document.config])].map(
        ({ digest }) => digest,
      );

function parsed(bytes: Buffer | undefined): Document | undefined {
  try {
    return Document.safeParse(JSON.parse(bytes?.toString('utf8') ?? '')).data;
  } catch {
    return undefined;
  }
}
