import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MANIFEST_TYPE } from '../../shared/artifact/manifest.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { lasting, systemCode } from '../../shared/driver-failure.ts';
import { withLock } from '../../shared/file-lock.ts';

const NAME = 'org.opencontainers.image.ref.name';

// What other tools wrote beside our entries stays as it is.
const Index = z.looseObject({
  schemaVersion: z.literal(2),
  manifests: z.array(z.looseObject({ digest: z.string(), annotations: z.record(z.string(), z.string()).optional() })),
});
type Index = z.infer<typeof Index>;

const EMPTY: Index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] };

/** Writes down in `index.json` that a name for people means this manifest. The same name moves; everything else stays. */
export async function tagManifest(
  dir: string,
  reference: string,
  manifest: { readonly mediaType?: string; readonly digest: string; readonly size: number },
  signal: AbortSignal,
): Promise<void> {
  await withLock(join(dir, '.index.lock'), signal, async () => {
    const index = await read(dir);
    const present = index.manifests.find((entry) => entry.annotations?.[NAME] === reference);
    if (present?.digest === manifest.digest) return;
    const others = index.manifests.filter((entry) => entry !== present);
    const entry = { mediaType: MANIFEST_TYPE, ...manifest, annotations: { [NAME]: reference } };
    await writeAtomically(
      join(dir, 'index.json'),
      JSON.stringify({ ...index, manifests: [...others, entry] }, null, 1),
    );
  });
}

/** Takes names out of `index.json`, and returns the digests that they named. */
export async function untag(
  dir: string,
  isGone: (entry: { readonly digest: string; readonly name: string | undefined }) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return withLock(join(dir, '.index.lock'), signal, async () => {
    const index = await read(dir);
    const goes = index.manifests.filter(({ digest, annotations }) => isGone({ digest, name: annotations?.[NAME] }));
    const manifests = index.manifests.filter((entry) => !goes.includes(entry));
    if (goes.length > 0)
      await writeAtomically(join(dir, 'index.json'), JSON.stringify({ ...index, manifests }, null, 1));
    return goes.map(({ digest }) => digest);
  });
}

/** The digest of the manifest or index that a name means; undefined when there is none of that name. */
export async function taggedManifest(dir: string, reference: string): Promise<string | undefined> {
  const index = await read(dir);
  return index.manifests.find((entry) => entry.annotations?.[NAME] === reference)?.digest;
}

async function read(dir: string): Promise<Index> {
  const file = join(dir, 'index.json');
  try {
    return Index.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return EMPTY;
    if (systemCode(error) !== undefined) throw error;
    throw lasting(`${file} is not readable as an index of an image layout`, error);
  }
}
