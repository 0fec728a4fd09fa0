import { z } from 'zod';
import { isDigest } from '../../../core/kernel/id.ts';

export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
/** Nothing is parsed before this is known. */
export const LARGEST_DOCUMENT = 1024 * 1024;

const Any = z.looseObject({ schemaVersion: z.literal(2), mediaType: z.string().optional() });

/** Names some bytes by type, digest and length; what else others wrote into it stays. */
const Descriptor = z.looseObject({
  mediaType: z.string(),
  digest: z.string().refine(isDigest),
  size: z.int().nonnegative(),
  artifactType: z.string().optional(),
});
export type Descriptor = z.infer<typeof Descriptor>;

const Index = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(Descriptor).max(10_000) });
export type Index = z.infer<typeof Index>;

/**
 * The JSON in these bytes when it is of this media type and of no other: a document that is a manifest to one reader and an index
 * to another says two things under one digest. Undefined when it is anything else.
 */
export function documentOf(bytes: Uint8Array, mediaType: string): unknown {
  const read = parsed(bytes);
  const any = Any.safeParse(read);
  if (!any.success) return undefined;
  const has = (key: string): boolean => Object.hasOwn(any.data, key);
  if ((has('layers') || has('config')) && has('manifests')) return undefined;
  if (any.data.mediaType !== undefined && any.data.mediaType !== mediaType) return undefined;
  return has('manifests') === (mediaType === INDEX_TYPE) ? read : undefined;
}

/** The index in these bytes. */
export function readIndex(bytes: Uint8Array): Index | undefined {
  const index = Index.safeParse(documentOf(bytes, INDEX_TYPE));
  return index.success ? index.data : undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
