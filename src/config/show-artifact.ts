import type { ArtifactSpec } from '../core/unit/artifact.ts';
import type { View } from './view.ts';

/** How one artifact is made, in the words of the file; `repository` is where its image lies, if that is written. */
export function artifactView(
  { name, kind, path, run, build, entry, plan, sbom }: ArtifactSpec,
  repository: string | undefined,
): View {
  if (build !== undefined) {
    const { dockerfile, stage, args } = build;
    return {
      name,
      type: kind,
      build: {
        context: path,
        dockerfile,
        ...(stage === undefined ? {} : { stage }),
        ...(args === undefined ? {} : { args }),
      },
      ...(repository === undefined ? {} : { image: repository }),
      ...(sbom === undefined ? {} : { sbom }),
    };
  }
  return {
    ...{ name, type: kind, path },
    ...(run === null ? {} : { run }),
    ...entry,
    ...(plan === undefined ? {} : { plan }),
    ...(sbom === undefined ? {} : { sbom }),
  };
}
