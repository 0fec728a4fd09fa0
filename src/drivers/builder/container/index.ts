import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Duration, minutes } from '../../../core/kernel/duration.ts';
import { isName } from '../../../core/kernel/id.ts';
import type { ArtifactBuilder } from '../../../ports/artifact-builder.ts';
import { writeArchive } from '../../shared/archive/write-archive.ts';
import { IMAGE_ARCHIVE_TYPE, IMAGE_LIMITS, readLayout } from '../../shared/artifact/image-layout.ts';
import { containedPath } from '../../shared/contained-path.ts';
import { lasting, reporting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { cycloneDx } from '../../shared/sbom/cyclonedx.ts';
import { seenInImage } from '../../shared/sbom/image-files.ts';
import { inventoryOf } from '../../shared/sbom/inventory.ts';
import { buildImage } from './build-image.ts';
import { layOut } from './lay-out.ts';
import { findTool, type ToolName } from './tool.ts';

/** How images are built. */
export interface ContainerBuilderOptions {
  /** How long one build may take. */
  readonly deadline?: Duration;
  /** The only tools that may be used, the first that is there; else docker, podman, buildah. */
  readonly tools?: readonly ToolName[];
}

/**
 * Builds a `container` artifact with docker, podman or buildah, whichever is there, and packs the image as an archive of its OCI
 * layout: what stores it, and what it is called, is the registry's business.
 */
export function containerBuilder(options: ContainerBuilderOptions = {}): ArtifactBuilder {
  const deadline = options.deadline ?? minutes(30);
  return {
    kind: 'container',
    build: (request, effect) => {
      const { spec, sourceDir, outDir } = request;
      return reporting(`building ${spec.name}`, async () => {
        stopWhenAborted(effect.signal, `building ${spec.name}`);
        const { build } = spec;
        if (spec.kind !== 'container' || build === undefined) {
          throw lasting(`artifact ${spec.name} is of kind ${spec.kind}, which is not built here`);
        }
        if (!isName(spec.name)) throw lasting(`${JSON.stringify(spec.name)} is no name for an artifact`);
        await mkdir(outDir, { recursive: true, mode: 0o700 });
        const context = await inTree(sourceDir, spec.path, 'the context');
        const dockerfile = await inTree(sourceDir, build.dockerfile, 'the file with the steps');
        const tool = await findTool(options.tools, effect.signal);
        const raw = join(outDir, `${spec.name}.saved.tar`);
        const layout = join(outDir, `${spec.name}.layout`);
        try {
          await buildImage({ tool, request, build, context, dockerfile, saveTo: raw, deadline }, effect.signal);
          await rm(layout, { recursive: true, force: true });
          await layOut(raw, layout, effect.signal);
          // Read once more as a registry will: what cannot be stored is not handed on.
          const image = await readLayout(layout, effect.signal);
          const file = join(outDir, `${spec.name}.image.tar`);
          const { digest, bytes } = await writeArchive(file, layout, effect.signal, IMAGE_LIMITS);
          const built = { name: spec.name, kind: spec.kind, digest, bytes, file, mediaType: IMAGE_ARCHIVE_TYPE };
          if (spec.sbom === undefined) return built;
          const inventory = inventoryOf(await seenInImage(image, effect.signal));
          return {
            ...built,
            sbom: cycloneDx({ name: spec.name, kind: spec.kind, version: request.version }, inventory),
          };
        } finally {
          await rm(raw, { force: true });
          await rm(layout, { recursive: true, force: true });
        }
      });
    },
  };
}

async function inTree(sourceDir: string, path: string, what: string): Promise<string> {
  try {
    return path === '.' ? sourceDir : await containedPath(sourceDir, path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw lasting(`there is no ${JSON.stringify(path)} in the source tree: ${what} of the image`, error);
  }
}
