import { z } from 'zod';
import type { ArtifactSpec } from '../../../core/unit/artifact.ts';
import type { BuilderCapabilities } from '../../../core/unit/capabilities.ts';

/** The keys of an entry such as `{ name: api, type: function, path: dist, handler: index.handler }`, beside `path` and `run`. */
export const functionArtifactKeys = {
  handler: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'write it in the words of who runs it, without spaces')
    .meta({ examples: ['index.handler'], description: 'function: what is called, in the words of who runs it' }),
  runtime: z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/, 'write it in the words of who runs it, without spaces')
    .meta({ examples: ['nodejs20.x'], description: 'function: what runs it, likewise' }),
};

/** What the block says, as the core knows it. */
export function functionArtifactSpec(written: {
  readonly name: string;
  readonly path: string;
  readonly run: string | null;
  readonly handler: string;
  readonly runtime?: string | undefined;
}): ArtifactSpec {
  const { name, path, run, handler, runtime } = written;
  return { name, kind: 'function', path, run, entry: { handler, ...(runtime === undefined ? {} : { runtime }) } };
}

/** What this builder makes. */
export const functionBuilderCapabilities: BuilderCapabilities = {
  holds: 'a zip and a manifest of its files, entry and runtime',
  reproducible: 'yes; stored, not compressed',
};
