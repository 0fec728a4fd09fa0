import { join } from 'node:path';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { TAR_TYPE } from '../archive/media-type.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { lasting } from '../driver-failure.ts';
import type { BuildRequest } from './run-build.ts';

/** Packs a folder as the file of an artifact: same files, same bytes. One without any file is refused. */
export async function packArtifact(
  { spec, outDir }: BuildRequest,
  folder: string,
  signal: AbortSignal,
): Promise<BuiltArtifact> {
  const file = join(outDir, `${spec.name}.tar`);
  const { digest, bytes, files } = await writeArchive(file, folder, signal);
  if (files === 0) throw lasting(`the folder ${JSON.stringify(spec.path)} of artifact ${spec.name} holds no file`);
  return { name: spec.name, kind: spec.kind, digest, bytes, file, mediaType: TAR_TYPE };
}
