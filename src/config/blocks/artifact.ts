import { z } from 'zod';
import { isName } from '../../core/kernel/id.ts';
import { isRepository } from '../../core/unit/registry.ts';
import { containerArtifactKeys } from '../../drivers/builder/container/schema.ts';
import { filesArtifactKeys } from '../../drivers/builder/files/schema.ts';
import { functionArtifactKeys } from '../../drivers/builder/function/schema.ts';
import { iacArtifactKeys } from '../../drivers/builder/iac/schema.ts';

/** How every artifact is tagged; a tag is written to the registry and never deployed. */
const TAG = '{version}-{sha12}';

/** One build output. Which keys go with which type is a rule: rules/artifacts.ts. */
export const ArtifactBlock = z.strictObject({
  name: z
    .string()
    .refine(isName, 'write lower-case letters, digits and . _ -, beginning with a letter or digit')
    .meta({ examples: ['app'] }),
  type: z.enum(['files', 'container', 'function', 'iac']),
  path: filesArtifactKeys.path.optional(),
  run: filesArtifactKeys.run.optional(),
  build: containerArtifactKeys.build.optional(),
  handler: functionArtifactKeys.handler.optional(),
  runtime: functionArtifactKeys.runtime.optional(),
  plan: iacArtifactKeys.plan.optional(),
  image: z
    .string()
    .refine(isRepository, 'write the path of a repository such as payments/checkout, without host and tag')
    .meta({
      examples: ['payments/checkout'],
      description: 'container: the repository of an oci registry; else one with the name of the unit',
    })
    .optional(),
  tag: z.literal(TAG).optional(),
  sbom: z
    .literal('cyclonedx')
    .meta({
      examples: ['cyclonedx'],
      description: 'files, function, container: a bill of materials in CycloneDX 1.6, kept beside the artifact',
    })
    .optional(),
});

/** What the block says once it has been read. */
export type ArtifactBlock = z.output<typeof ArtifactBlock>;
