import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duration } from '../../../core/kernel/duration.ts';
import type { ContainerBuild } from '../../../core/unit/artifact.ts';
import type { ArtifactBuilder } from '../../../ports/artifact-builder.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { runShell } from '../../shared/shell-command.ts';
import { type ToolName, toolEnvironment } from './tool.ts';

/** One image to be built and saved. */
export interface ImageBuild {
  readonly tool: ToolName;
  readonly request: Parameters<ArtifactBuilder['build']>[0];
  readonly build: ContainerBuild;
  readonly context: string;
  readonly dockerfile: string;
  /** The file that the image is written to: an OCI archive, or docker's own. */
  readonly saveTo: string;
  readonly deadline: Duration;
}

// Values reach the shell by environment, never by insertion: it only puts words where they belong.
const CALL = '"$PLIMSOLL_TOOL" ';

/** Builds an image, writes it to a file and takes it out of the tool's storage again: what it leaves there nobody would clear up. */
export async function buildImage(image: ImageBuild, signal: AbortSignal): Promise<void> {
  const { tool, request, saveTo } = image;
  const idFile = join(request.outDir, `${request.spec.name}.iid`);
  await rm(idFile, { force: true });
  await rm(saveTo, { force: true });
  await call(image, 'building', buildArguments(image, idFile), signal);
  const id = (await readFile(idFile, 'utf8')).trim();
  try {
    await call(image, 'saving', SAVE[tool](id, saveTo), signal);
  } finally {
    // Also after a stop: a signal of its own.
    await call(image, 'clearing', REMOVE[tool](id), AbortSignal.timeout(CLEARED_WITHIN)).catch(() => undefined);
    await rm(idFile, { force: true });
  }
}

const CLEARED_WITHIN = 60_000;

const SAVE: Readonly<Record<ToolName, (id: string, file: string) => readonly string[]>> = {
  docker: (id, file) => ['save', '--output', file, id],
  podman: (id, file) => ['save', '--quiet', '--format', 'oci-archive', '--output', file, id],
  buildah: (id, file) => ['push', '--quiet', '--format', 'oci', id, `oci-archive:${file}`],
};

const REMOVE: Readonly<Record<ToolName, (id: string) => readonly string[]>> = {
  docker: (id) => ['rmi', id],
  podman: (id) => ['rmi', id],
  buildah: (id) => ['rmi', id],
};

function buildArguments({ tool, request, build, context, dockerfile }: ImageBuild, idFile: string): readonly string[] {
  const { version, commit } = request;
  const labels = {
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.revision': commit,
    'dev.plimsoll.artifact': request.spec.name,
  };
  return [
    'build',
    // The cache of podman takes a step as known when only a build argument is another; and a cached step is as old as its cache.
    '--no-cache',
    // Whenever it is built: the same tree gives the same image. Docker takes SOURCE_DATE_EPOCH instead.
    // One layer for each stage: for each step images would be left in the storage that nobody clears up.
    ...(tool === 'docker' ? [] : ['--format', 'oci', '--timestamp', '0', '--layers=false']),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...Object.entries(build.args ?? {}).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(build.stage === undefined ? [] : ['--target', build.stage]),
    ...['--iidfile', idFile, '--file', dockerfile, context],
  ];
}

async function call(
  { tool, request, deadline }: ImageBuild,
  doing: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { spec, outDir, sourceDir } = request;
  const words: Record<string, string> = { PLIMSOLL_TOOL: tool };
  args.forEach((word, index) => {
    words[`PLIMSOLL_WORD_${index}`] = word;
  });
  const run = CALL + args.map((_, index) => `"$PLIMSOLL_WORD_${index}"`).join(' ');
  const env = { ...toolEnvironment(), SOURCE_DATE_EPOCH: '0', ...words };
  const logFile = join(outDir, `${spec.name}.${doing}.log`);
  const outcome = await runShell({ run, cwd: sourceDir, env, timeout: deadline, logFile }, signal);
  if (outcome.exitCode === 0 && !outcome.timedOut) return;
  const how = outcome.timedOut
    ? `was not done after ${Math.round(deadline / 1_000)} s`
    : `ended with ${outcome.exitCode === null ? outcome.endedBy : `exit code ${outcome.exitCode}`}`;
  throw lasting([`${doing} the image of ${spec.name} ${how}: ${tool} ${args.join(' ')}`, ...outcome.tail].join('\n'));
}
