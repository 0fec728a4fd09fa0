import { join } from 'node:path';
import type { Duration } from '../../../core/kernel/duration.ts';
import { isName } from '../../../core/kernel/id.ts';
import type { ArtifactKind, ArtifactSpec } from '../../../core/unit/artifact.ts';
import type { ArtifactBuilder } from '../../../ports/artifact-builder.ts';
import { lasting } from '../driver-failure.ts';
import { listedEnvironment } from '../listed-environment.ts';
import { runShell } from '../shell-command.ts';

// Where npm keeps what it fetched and whom it trusts: without them a build in a closed network fetches everything, or nothing.
const FOR_BUILDS = ['npm_config_cache', 'npm_config_registry', 'NODE_EXTRA_CA_CERTS'];

/** What a builder is asked for. */
export type BuildRequest = Parameters<ArtifactBuilder['build']>[0];

/** Refuses an artifact of another kind, and a name that could not be a file's. */
export function checkSpec(spec: ArtifactSpec, kind: ArtifactKind): void {
  if (spec.kind !== kind) throw lasting(`artifact ${spec.name} is of kind ${spec.kind}, which is not built here`);
  if (!isName(spec.name)) throw lasting(`${JSON.stringify(spec.name)} is no name for an artifact`);
}

/** Runs the user's build command in the source tree; nothing to do where there is none. */
export async function runBuild(request: BuildRequest, deadline: Duration, signal: AbortSignal): Promise<void> {
  const { run, name } = request.spec;
  if (run === null) return;
  const env = listedEnvironment({ PLIMSOLL_VERSION: request.version, PLIMSOLL_COMMIT: request.commit }, FOR_BUILDS);
  const logFile = join(request.outDir, `${name}.log`);
  const outcome = await runShell({ run, cwd: request.sourceDir, env, timeout: deadline, logFile }, signal);
  if (outcome.exitCode === 0 && !outcome.timedOut) return;
  const how = outcome.timedOut
    ? `was not done after ${Math.round(deadline / 1_000)} s`
    : `ended with ${outcome.exitCode === null ? outcome.endedBy : `exit code ${outcome.exitCode}`}`;
  throw lasting([`the build of ${name} ${how}: ${run}`, ...outcome.tail].join('\n'));
}
