import { z } from 'zod';
import { isName } from '../../../core/kernel/id.ts';
import type { ArtifactSpec } from '../../../core/unit/artifact.ts';

/** How every artifact is tagged; a tag is written to the registry and never deployed. */
const TAG = '{version}-{sha12}';

const isInside = (path: string): boolean =>
  path !== '' && !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');

/** An entry such as `{ name: app, type: files, path: dist, run: npm run build }`. */
export const FilesArtifact = z
  .strictObject({
    name: z
      .string()
      .refine(isName, 'write lower-case letters, digits and . _ -, beginning with a letter or digit')
      .meta({ examples: ['app'] }),
    type: z.literal('files'),
    path: z
      .string()
      .refine(isInside, 'write the path of a folder inside the source tree, such as dist')
      .meta({ examples: ['dist'], description: 'The folder to pack, relative to the source tree' }),
    run: z
      .string()
      .min(1)
      .meta({ examples: ['npm run build'], description: 'The build command, run by a shell in the source tree first' })
      .optional(),
    tag: z.literal(TAG).optional(),
  })
  .transform(({ name, path, run }): ArtifactSpec => ({ name, kind: 'files', path, run: run ?? null }));
