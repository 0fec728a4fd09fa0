import type { ArtifactSpec } from '../../core/unit/artifact.ts';
import { containerArtifactSpec } from '../../drivers/builder/container/schema.ts';
import { functionArtifactSpec } from '../../drivers/builder/function/schema.ts';
import { iacArtifactSpec } from '../../drivers/builder/iac/schema.ts';
import type { ArtifactBlock } from '../blocks/artifact.ts';

/** How one artifact is made, with everything that was left out filled in. */
export function artifactSpec(block: ArtifactBlock): ArtifactSpec {
  const made = madeAs(block);
  return block.sbom === undefined ? made : { ...made, sbom: block.sbom };
}

function madeAs(block: ArtifactBlock): ArtifactSpec {
  switch (block.type) {
    case 'container':
      return containerArtifactSpec(block.name, block.build);
    case 'function': {
      // What must be there is a rule: rules/artifacts.ts.
      const { name, path = '', run = null, handler = '', runtime } = block;
      return functionArtifactSpec({ name, path, run, handler, runtime });
    }
    case 'iac': {
      const { name, path = '', run = '', plan = '' } = block;
      return iacArtifactSpec({ name, path, run, plan });
    }
    case 'files':
      // That the path is there is a rule: rules/artifacts.ts.
      return { name: block.name, kind: 'files', path: block.path ?? '', run: block.run ?? null };
  }
}
