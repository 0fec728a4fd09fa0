import type { Artifact } from './artifact.ts';

const counted = (components: number): string => `${components} component${components === 1 ? '' : 's'}`;

/** The bills of materials of a release, a line for each: `SBOM of app: 214 components`. */
export const sbomLines = (artifacts: readonly Artifact[]): readonly string[] =>
  artifacts.flatMap(({ name, sbom }) => (sbom === undefined ? [] : [`SBOM of ${name}: ${counted(sbom.components)}`]));

/** The artifacts that were not built here, a line for each. */
export const originLines = (artifacts: readonly Artifact[]): readonly string[] =>
  artifacts.flatMap(({ name, origin }) =>
    origin === 'elsewhere' ? [`${name}: elsewhere. Plimsoll did not build it and took it by its digest`] : [],
  );
