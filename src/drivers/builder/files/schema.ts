import { z } from 'zod';
import type { BuilderCapabilities } from '../../../core/unit/capabilities.ts';

const isInside = (path: string): boolean =>
  path !== '' && !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');

/** The keys of an entry such as `{ name: app, type: files, path: dist, run: npm run build }`. */
export const filesArtifactKeys = {
  path: z
    .string()
    .refine(isInside, 'write the path of a folder inside the source tree, such as dist')
    .meta({ examples: ['dist'], description: 'The folder to pack, relative to the source tree' }),
  run: z
    .string()
    .min(1)
    .meta({ examples: ['npm run build'], description: 'The build command, run by a shell in the source tree first' }),
};

/** What this builder makes. */
export const filesBuilderCapabilities: BuilderCapabilities = { holds: 'one folder, as a tar', reproducible: 'yes' };
