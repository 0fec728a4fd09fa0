import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';

const Texts = z.record(z.string(), z.string()).catch({});

/** What we use of a package.json; anything else in it, or in another form, counts as not there. */
export const Manifest = z.object({
  name: z.string().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  scripts: Texts,
  dependencies: Texts,
  devDependencies: Texts,
});
export type Manifest = z.output<typeof Manifest>;

/** No package.json that people write is larger. */
const LARGEST = 1024 * 1024;

/** Reads a package.json. Null when there is none; `unreadable` when what is there is no package.json. */
export async function readManifest(file: string): Promise<Manifest | null | 'unreadable'> {
  const size = await stat(file).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) return null;
  if (size > LARGEST) return 'unreadable';
  try {
    const read = Manifest.safeParse(JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')));
    return read.success ? read.data : 'unreadable';
  } catch {
    return 'unreadable';
  }
}
