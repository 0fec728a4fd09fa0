import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import type { OciRegistrySpec } from '../../../../core/unit/registry.ts';
import type { BuiltArtifact } from '../../../../ports/artifact-builder.ts';
import { TAR_TYPE } from '../../../shared/archive/media-type.ts';
import type { OciOptions } from '../options.ts';

/** A tar with one file. */
export async function archive(name: string, content: string): Promise<{ bytes: Buffer; mediaType: string }> {
  const tar = pack();
  tar.entry({ name, mtime: new Date(0), mode: 0o644 }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), mediaType: TAR_TYPE };
}

/** An artifact with one file of this content, as a builder leaves it in a folder. */
export async function builtIn(folder: string, content: string): Promise<BuiltArtifact> {
  const { bytes, mediaType } = await archive('server.js', content);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const file = join(folder, `${digest.slice(7, 19)}.tar`);
  await writeFile(file, bytes);
  return { name: 'app', kind: 'files', digest, bytes: bytes.length, file, mediaType };
}

/** A registry on this machine as a configuration names it. */
export const specAt = (url: string, more: Partial<OciRegistrySpec> = {}): OciRegistrySpec => ({
  type: 'oci',
  url,
  login: null,
  allowPrivate: ['127.0.0.0/8'],
  ...more,
});

/** Small pieces and no waiting: what takes a network minutes takes a test no time. */
export const quickly = (dir: string): OciOptions => ({ dir, chunk: 1_024, pauses: [0, 0, 0], silence: 5_000 });

/** The same registry by a name, which has to be looked up before each request. */
export const named = (url: string): string => url.replace('127.0.0.1', 'registry.localhost');

/** From this request on nothing arrives any more: what a driver that is killed there leaves behind. */
export function lostAt(request: number): Required<Pick<OciOptions, 'addressesOf'>> {
  let count = 0;
  return {
    addressesOf: async () => {
      count += 1;
      if (count >= request) throw new Error('nobody is there any more');
      return ['127.0.0.1'];
    },
  };
}
