import { mkdir, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Duration, minutes } from '../../../core/kernel/duration.ts';
import { isName } from '../../../core/kernel/id.ts';
import type { ArtifactSpec } from '../../../core/unit/artifact.ts';
import type { ArtifactBuilder, BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { TAR_TYPE } from '../../shared/archive/media-type.ts';
import { type Packed, packFolder } from '../../shared/archive/pack.ts';
import { asideOf } from '../../shared/atomic-file.ts';
import { containedPath, isInside } from '../../shared/contained-path.ts';
import { lasting, reporting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { runShell } from '../../shared/shell-command.ts';

// Where npm keeps what it fetched and whom it trusts: without them a build in a closed network fetches everything, or nothing.
const FOR_BUILDS = ['npm_config_cache', 'npm_config_registry', 'NODE_EXTRA_CA_CERTS'];

/** How files are built. */
export interface FilesBuilderOptions {
  /** How long the user's build command may take. */
  readonly deadline?: Duration;
}

type BuildRequest = Parameters<ArtifactBuilder['build']>[0];

/** Builds a `files` artifact: runs the user's command in the source tree, then packs one folder of it reproducibly. */
export function filesBuilder(options: FilesBuilderOptions = {}): ArtifactBuilder {
  const deadline = options.deadline ?? minutes(30);
  return {
    kind: 'files',
    build: (request, effect) =>
      reporting(`building ${request.spec.name}`, async () => {
        stopWhenAborted(effect.signal, `building ${request.spec.name}`);
        checkSpec(request.spec);
        await mkdir(request.outDir, { recursive: true, mode: 0o700 });
        if (request.spec.run !== null) await runBuild(request, request.spec.run, deadline, effect.signal);
        const folder = await folderToPack(request);
        return pack(request, folder, effect.signal);
      }),
  };
}

function checkSpec(spec: ArtifactSpec): void {
  if (spec.kind !== 'files') throw lasting(`artifact ${spec.name} is of kind ${spec.kind}, which is not built here`);
  if (!isName(spec.name)) throw lasting(`${JSON.stringify(spec.name)} is no name for an artifact`);
}

async function runBuild(request: BuildRequest, run: string, deadline: Duration, signal: AbortSignal): Promise<void> {
  const env = listedEnvironment({ PLIMSOLL_VERSION: request.version, PLIMSOLL_COMMIT: request.commit }, FOR_BUILDS);
  const logFile = join(request.outDir, `${request.spec.name}.log`);
  const outcome = await runShell({ run, cwd: request.sourceDir, env, timeout: deadline, logFile }, signal);
  if (outcome.exitCode === 0 && !outcome.timedOut) return;
  const how = outcome.timedOut
    ? `was not done after ${Math.round(deadline / 1_000)} s`
    : `ended with ${outcome.exitCode === null ? outcome.endedBy : `exit code ${outcome.exitCode}`}`;
  throw lasting([`the build of ${request.spec.name} ${how}: ${run}`, ...outcome.tail].join('\n'));
}

async function folderToPack({ spec, sourceDir, outDir }: BuildRequest): Promise<string> {
  try {
    const folder = await containedPath(sourceDir, spec.path);
    if (!(await stat(folder)).isDirectory())
      throw lasting(`${spec.path} is no folder: artifact ${spec.name} packs a folder`);
    if (isInside(folder, await realpath(outDir))) throw lasting(`artifact ${spec.name} would be packed into itself`);
    return folder;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    const after = spec.run === null ? '' : ` after ${JSON.stringify(spec.run)}`;
    throw lasting(`there is no folder ${JSON.stringify(spec.path)} in the source tree${after}`, error);
  }
}

async function pack({ spec, outDir }: BuildRequest, folder: string, signal: AbortSignal): Promise<BuiltArtifact> {
  const file = join(outDir, `${spec.name}.tar`);
  const packed = await writeArchive(file, folder, signal);
  if (packed.files === 0)
    throw lasting(`the folder ${JSON.stringify(spec.path)} of artifact ${spec.name} holds no file`);
  return {
    name: spec.name,
    kind: spec.kind,
    digest: packed.digest,
    bytes: packed.bytes,
    file,
    mediaType: TAR_TYPE,
  };
}

async function writeArchive(file: string, folder: string, signal: AbortSignal): Promise<Packed> {
  const aside = asideOf(file);
  const handle = await open(aside, 'wx', 0o600);
  try {
    const packed = await packFolder(folder, signal, (chunk) => handle.writeFile(chunk));
    await handle.sync();
    await rename(aside, file);
    return packed;
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}
