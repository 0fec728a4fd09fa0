import { readFile, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { isDigest } from '../../../core/kernel/id.ts';
import { readImageManifest } from '../../shared/artifact/image-layout.ts';
import { MANIFEST_TYPE, readManifest } from '../../shared/artifact/manifest.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { systemCode } from '../../shared/driver-failure.ts';
import { documentOf } from './document.ts';
import { readStored, removeStored } from './manifests.ts';
import { everyReferrerOf } from './referrers.ts';
import type { Repository } from './repository.ts';

/** A signature of a bill of materials is as deep as anybody goes; a registry that lies could go on for ever. */
const DEEPEST = 4;

const DIGEST = z.string().refine((text): boolean => isDigest(text));
const Going = z.strictObject({
  lists: z.array(DIGEST),
  manifests: z.array(z.strictObject({ digest: DIGEST, bytes: z.int().nonnegative() })),
});
/** What is to be removed: the lists under tags, and what they list. */
type Going = z.infer<typeof Going>;

const Attached = z.looseObject({
  layers: z.array(z.looseObject({ size: z.int().nonnegative() })).default([]),
  subject: z.looseObject({ digest: z.string() }),
});

/**
 * Removes what is attached to an artifact that is gone, and to that in turn, and returns the bytes that a registry can free now. The
 * list goes before what it lists, as a registry may keep what a list names. A note says what goes: whatever instant it is killed at,
 * the next call ends it.
 */
export async function removeAttached(
  from: Repository,
  artifact: string,
  note: string,
  signal: AbortSignal,
): Promise<number> {
  const noted = await noteIn(note);
  const found = await attachedTo(from, artifact, signal);
  const lists = new Set([...noted.lists, ...found.lists]);
  const manifests = new Map([...noted.manifests, ...found.manifests].map((one) => [one.digest, one]));
  if (lists.size + manifests.size === 0) return 0;
  const going: Going = { lists: [...lists], manifests: [...manifests.values()] };
  await writeAtomically(note, JSON.stringify(going));
  for (const list of lists) await removeStored(from, list, signal);
  let freed = 0;
  for (const { digest, bytes } of manifests.values()) {
    if (await removeStored(from, digest, signal)) freed += bytes;
  }
  await unlink(note);
  return freed;
}

/** What is attached, as each manifest says itself: what a list says alone counts for nothing, and what could be deployed stays. */
async function attachedTo(from: Repository, subject: string, signal: AbortSignal, depth = 1): Promise<Going> {
  const { list, referrers } = await everyReferrerOf(from, subject, signal);
  const lists: Going['lists'] = [];
  const manifests: Going['manifests'] = [];
  let isAllIts = true;
  for (const { digest, mediaType } of referrers) {
    if (mediaType !== MANIFEST_TYPE) {
      isAllIts = false;
      continue;
    }
    const reading = await readStored(from, digest, MANIFEST_TYPE, signal);
    if (reading.kind === 'missing') continue;
    const bytes = reading.kind === 'found' ? bytesOfAttached(reading.stored.bytes, subject) : undefined;
    if (bytes === undefined) {
      isAllIts = false;
      continue;
    }
    if (depth < DEEPEST) {
      const further = await attachedTo(from, digest, signal, depth + 1);
      lists.push(...further.lists);
      manifests.push(...further.manifests);
    }
    manifests.push({ digest, bytes });
  }
  return { lists: list !== undefined && isAllIts ? [...lists, list] : lists, manifests };
}

/** How long a manifest is with what it names; undefined where it is not attached to this subject, or could itself be deployed. */
function bytesOfAttached(bytes: Buffer, subject: string): number | undefined {
  const attached = Attached.safeParse(documentOf(bytes, MANIFEST_TYPE)).data;
  if (attached === undefined || attached.subject.digest !== subject) return undefined;
  if (readManifest(bytes) !== undefined || readImageManifest(bytes) !== undefined) return undefined;
  return attached.layers.reduce((sum, { size }) => sum + size, bytes.length);
}

/** What an earlier call that was cut short had found. A note that cannot be read says nothing: what it named is looked for again. */
async function noteIn(file: string): Promise<Going> {
  try {
    return Going.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCode(error) !== undefined && systemCode(error) !== 'ENOENT') throw error;
    return { lists: [], manifests: [] };
  }
}
