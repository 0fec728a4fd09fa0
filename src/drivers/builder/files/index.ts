import { mkdir } from 'node:fs/promises';
import { type Duration, minutes } from '../../../core/kernel/duration.ts';
import type { ArtifactBuilder } from '../../../ports/artifact-builder.ts';
import { reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { folderToPack } from '../../shared/packing/folder-to-pack.ts';
import { packArtifact } from '../../shared/packing/pack-artifact.ts';
import { checkSpec, runBuild } from '../../shared/packing/run-build.ts';
import { billOfFolder } from '../../shared/sbom/bill-of-folder.ts';

/** How files are built. */
export interface FilesBuilderOptions {
  /** How long the user's build command may take. */
  readonly deadline?: Duration;
}

/** Builds a `files` artifact: runs the user's command in the source tree, then packs one folder of it reproducibly. */
export function filesBuilder({ deadline = minutes(30) }: FilesBuilderOptions = {}): ArtifactBuilder {
  return {
    kind: 'files',
    build: (request, effect) =>
      reporting(`building ${request.spec.name}`, async () => {
        stopWhenAborted(effect.signal, `building ${request.spec.name}`);
        checkSpec(request.spec, 'files');
        await mkdir(request.outDir, { recursive: true, mode: 0o700 });
        await runBuild(request, deadline, effect.signal);
        const folder = await folderToPack(request);
        const packed = await packArtifact(request, folder, effect.signal);
        return { ...packed, ...(await billOfFolder(request, folder)) };
      }),
  };
}
