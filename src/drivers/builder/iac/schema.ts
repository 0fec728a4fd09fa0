import { z } from 'zod';
import type { ArtifactSpec } from '../../../core/unit/artifact.ts';
import type { BuilderCapabilities } from '../../../core/unit/capabilities.ts';

const isInside = (path: string): boolean =>
  path !== '' && !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');

/** The keys of an entry such as `{ name: infra, type: iac, path: infra, run: ./plan, plan: plans }`, beside `path` and `run`. */
export const iacArtifactKeys = {
  plan: z
    .string()
    .refine(isInside, 'write a path inside the source tree, such as plans')
    .meta({
      examples: ['plans'],
      description: 'iac: the file or folder where run leaves what its plan came to; just that is approved and applied',
    }),
};

/** What the block says, as the core knows it. */
export const iacArtifactSpec = (written: {
  readonly name: string;
  readonly path: string;
  readonly run: string;
  readonly plan: string;
}): ArtifactSpec => ({ ...written, kind: 'iac' });

/** What this builder makes. */
export const iacBuilderCapabilities: BuilderCapabilities = {
  holds: 'code, what its plan came to, and a manifest with the digest of each plan',
  reproducible: 'yes, as far as the plan is',
};
