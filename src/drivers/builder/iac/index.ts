import { copyFile, cp, lstat, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Duration, minutes } from '../../../core/kernel/duration.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { ArtifactBuilder } from '../../../ports/artifact-builder.ts';
import { ARCHIVE_LIMITS } from '../../shared/archive/limits.ts';
import { listFiles } from '../../shared/archive/list-files.ts';
import { containedPath, isInside } from '../../shared/contained-path.ts';
import { lasting, reporting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { hashFile } from '../../shared/hash-file.ts';
import { folderToPack } from '../../shared/packing/folder-to-pack.ts';
import { packArtifact } from '../../shared/packing/pack-artifact.ts';
import { type BuildRequest, checkSpec, runBuild } from '../../shared/packing/run-build.ts';

/** The parts of an artifact of infrastructure code. */
export const SOURCE_FOLDER = 'source';
export const PLAN_FOLDER = 'plan';
export const MANIFEST_NAME = 'iac.json';

/**
 * Builds an `iac` artifact: the user's command makes its plan, and code and plan travel as one bundle. The bundle's digest covers every
 * byte of the plan, so that what a person approves is what is applied.
 */
export function iacBuilder({ deadline = minutes(30) }: { readonly deadline?: Duration } = {}): ArtifactBuilder {
  return {
    kind: 'iac',
    build: (request, effect) =>
      reporting(`building ${request.spec.name}`, async () => {
        const { spec, outDir } = request;
        const { signal } = effect;
        stopWhenAborted(signal, `building ${spec.name}`);
        checkSpec(spec, 'iac');
        await mkdir(outDir, { recursive: true, mode: 0o700 });
        const plan = await planPath(request);
        if (isInside(plan, join(await realpath(request.sourceDir), spec.path)))
          throw lasting(
            `the plan of ${spec.name} at ${JSON.stringify(spec.plan)} holds the code itself: leave it elsewhere`,
          );
        // A plan that an earlier try left behind must not pass for the one of now.
        await rm(plan, { recursive: true, force: true });
        await runBuild(request, deadline, signal);
        const folder = await folderToPack(request);
        const aside = await mkdtemp(join(outDir, '.iac-'));
        try {
          await bundle(request, folder, aside, signal);
          return await packArtifact(request, aside, signal);
        } finally {
          await rm(aside, { recursive: true, force: true });
        }
      }),
  };
}

/** Where the plan is to be; it may not be there yet. */
async function planPath({ spec, sourceDir }: BuildRequest): Promise<string> {
  const { plan = '' } = spec;
  try {
    return await containedPath(sourceDir, plan);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return join(await realpath(sourceDir), plan);
    throw error;
  }
}

async function bundle(request: BuildRequest, folder: string, aside: string, signal: AbortSignal): Promise<void> {
  const { spec } = request;
  const from = await planPath(request);
  const kind = await kindOf(from);
  if (kind === 'missing') {
    throw lasting(
      `there is no plan at ${JSON.stringify(spec.plan)} after ${JSON.stringify(spec.run)}: the command must leave it there`,
    );
  }
  // Links and other things that are no files are refused by name before anything is copied.
  const code = await listFiles(folder, ARCHIVE_LIMITS);
  const planIn = isInside(folder, from) ? from : null;
  await copyAll(
    code.map((name) => join(folder, name)).filter((path) => planIn === null || !isWithin(path, planIn)),
    folder,
    join(aside, SOURCE_FOLDER),
  );
  const plans = kind === 'file' ? [basename(from)] : await listFiles(from, ARCHIVE_LIMITS);
  if (plans.length === 0) throw lasting(`the plan at ${JSON.stringify(spec.plan)} holds no file`);
  if (kind === 'file') {
    await mkdir(join(aside, PLAN_FOLDER));
    await copyFile(from, join(aside, PLAN_FOLDER, basename(from)));
  } else {
    await cp(from, join(aside, PLAN_FOLDER), { recursive: true });
  }
  const outputs = [];
  for (const name of plans) {
    const { digest, bytes } = await hashFile(join(aside, PLAN_FOLDER, name), signal);
    outputs.push({ file: `${PLAN_FOLDER}/${name}`, digest, bytes });
  }
  const manifest = { schema: 'plimsoll.iac/v1', name: spec.name, source: SOURCE_FOLDER, plan: outputs };
  await writeFile(join(aside, MANIFEST_NAME), `${canonical(manifest)}\n`, { mode: 0o644 });
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    const found = await lstat(path);
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'folder';
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return 'missing';
  }
  throw lasting(`${JSON.stringify(basename(path))} is neither a file nor a folder`);
}

const isWithin = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}/`);

async function copyAll(files: readonly string[], from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of files) {
    const target = join(to, file.slice(from.length + 1));
    await mkdir(join(target, '..'), { recursive: true });
    await copyFile(file, target);
  }
}
