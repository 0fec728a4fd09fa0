import { realpath, stat } from 'node:fs/promises';
import { containedPath, isInside } from '../contained-path.ts';
import { lasting, systemCode } from '../driver-failure.ts';
import type { BuildRequest } from './run-build.ts';

/** The folder of the source tree that an artifact is made of; it is inside the tree, and does not hold what is made of it. */
export async function folderToPack({ spec, sourceDir, outDir }: BuildRequest): Promise<string> {
  try {
    const folder = await containedPath(sourceDir, spec.path);
    if (!(await stat(folder)).isDirectory())
      throw lasting(`${spec.path} is no folder: artifact ${spec.name} packs a folder`);
    if (isInside(folder, await realpath(outDir))) throw lasting(`artifact ${spec.name} would be packed into itself`);
    return folder;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    const after = spec.run === null ? '' : ` after ${JSON.stringify(spec.run)}`;
    throw lasting(`there is no folder ${JSON.stringify(spec.path)} in the source tree${after}`, error);
  }
}
