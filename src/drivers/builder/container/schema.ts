import { z } from 'zod';
import type { ArtifactSpec, ContainerBuild } from '../../../core/unit/artifact.ts';
import type { BuilderCapabilities } from '../../../core/unit/capabilities.ts';

const isInside = (path: string): boolean =>
  path !== '' && !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');

const insidePath = (remedy: string) => z.string().refine(isInside, remedy);

const Arguments = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).meta({
  examples: [{ NODE_ENV: 'production' }],
  description: 'Build arguments; they stand in the image, so no secrets',
});

/** The keys of an entry such as `{ name: app, type: container, build: { context: . } }`. */
export const containerArtifactKeys = {
  build: z
    .strictObject({
      context: insidePath('write the path of a folder inside the source tree, such as .')
        .meta({ examples: ['.'], description: 'What the steps may copy from, relative to the source tree' })
        .prefault('.'),
      dockerfile: insidePath('write the path of a file inside the source tree, such as Dockerfile')
        .meta({ examples: ['Dockerfile'], description: 'The file with the steps; else Dockerfile of the context' })
        .optional(),
      stage: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'write the name of a stage of the file')
        .meta({ examples: ['release'], description: 'The stage to build up to' })
        .optional(),
      args: Arguments.optional(),
    })
    .meta({ examples: [{ context: '.' }], description: 'container: how the image is built' }),
};

/** What the entry says, as the core knows it. What was not written is not there. */
export function containerArtifactSpec(name: string, build: WrittenBuild = { context: '.' }): ArtifactSpec {
  const { context, dockerfile, stage, args } = build;
  const spec: ContainerBuild = {
    dockerfile: dockerfile ?? (context === '.' ? 'Dockerfile' : `${context}/Dockerfile`),
    ...(stage === undefined ? {} : { stage }),
    ...(args === undefined || Object.keys(args).length === 0 ? {} : { args }),
  };
  return { name, kind: 'container', path: context, run: null, build: spec };
}

interface WrittenBuild {
  readonly context: string;
  readonly dockerfile?: string | undefined;
  readonly stage?: string | undefined;
  readonly args?: Readonly<Record<string, string>> | undefined;
}

/** What this builder makes. */
export const containerBuilderCapabilities: BuilderCapabilities = {
  holds: 'an image, with labels of version and revision',
  reproducible: 'as far as its Dockerfile is',
};
