import type { ArtifactKind } from '../core/unit/artifact.ts';
import { containerBuilder } from '../drivers/builder/container/index.ts';
import { filesBuilder } from '../drivers/builder/files/index.ts';
import { functionBuilder } from '../drivers/builder/function/index.ts';
import { iacBuilder } from '../drivers/builder/iac/index.ts';
import type { ArtifactBuilder } from '../ports/artifact-builder.ts';

const BUILDERS: Readonly<Record<ArtifactKind, () => ArtifactBuilder>> = {
  files: filesBuilder,
  container: containerBuilder,
  function: functionBuilder,
  iac: iacBuilder,
};

/** What makes an artifact of a kind. */
export const builderOf = (kind: ArtifactKind): ArtifactBuilder => BUILDERS[kind]();
