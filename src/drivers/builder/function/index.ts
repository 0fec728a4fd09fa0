import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Duration, minutes } from '../../../core/kernel/duration.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { ArtifactSpec } from '../../../core/unit/artifact.ts';
import type { ArtifactBuilder } from '../../../ports/artifact-builder.ts';
import { lasting, reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { folderToPack } from '../../shared/packing/folder-to-pack.ts';
import { packArtifact } from '../../shared/packing/pack-artifact.ts';
import { checkSpec, runBuild } from '../../shared/packing/run-build.ts';
import { billOfFolder } from '../../shared/sbom/bill-of-folder.ts';
import { type ZipEntry, zipFolder } from './zip.ts';

/** The two files of a function's artifact. */
export const ZIP_NAME = 'function.zip';
export const MANIFEST_NAME = 'function.json';

/** Builds a `function` artifact: the user's command, then a reproducible zip of one folder and a manifest of what is in it. */
export function functionBuilder({ deadline = minutes(30) }: { readonly deadline?: Duration } = {}): ArtifactBuilder {
  return {
    kind: 'function',
    build: (request, effect) =>
      reporting(`building ${request.spec.name}`, async () => {
        const { spec, outDir } = request;
        stopWhenAborted(effect.signal, `building ${spec.name}`);
        checkSpec(spec, 'function');
        await mkdir(outDir, { recursive: true, mode: 0o700 });
        await runBuild(request, deadline, effect.signal);
        const folder = await folderToPack(request);
        const { bytes, entries } = await zipFolder(folder, effect.signal);
        if (entries.length === 0)
          throw lasting(`the folder ${JSON.stringify(spec.path)} of artifact ${spec.name} holds no file`);
        const aside = await mkdtemp(join(outDir, '.function-'));
        try {
          await writeFile(join(aside, ZIP_NAME), bytes, { mode: 0o644 });
          await writeFile(join(aside, MANIFEST_NAME), manifestOf(spec, bytes, entries), { mode: 0o644 });
          const packed = await packArtifact(request, aside, effect.signal);
          return { ...packed, ...(await billOfFolder(request, folder)) };
        } finally {
          await rm(aside, { recursive: true, force: true });
        }
      }),
  };
}

/** What the zip is and how it is called. Nothing of version, commit or time: same files, same digest. */
function manifestOf({ name, entry }: ArtifactSpec, zip: Buffer, entries: readonly ZipEntry[]): string {
  const manifest = {
    schema: 'plimsoll.function/v1',
    name,
    ...(entry === undefined ? {} : entry),
    zip: { file: ZIP_NAME, digest: digestOfBytes(zip), bytes: zip.length },
    files: entries.map(({ path, bytes, digest, runs }) => ({ path, bytes, digest, runs })),
  };
  return `${canonical(manifest)}\n`;
}
