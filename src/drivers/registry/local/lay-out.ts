import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../shared/atomic-file.ts';

/** Makes the folders and the mark of an image layout, where they are not there yet. */
export async function layOut(dir: string): Promise<void> {
  await mkdir(join(dir, 'blobs', 'sha256'), { recursive: true, mode: 0o700 });
  await writeAtomically(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}
