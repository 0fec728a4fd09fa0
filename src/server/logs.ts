import type { LogPart, Logs, LogsRequest } from '../api/logs.ts';
import type { RollbackCause } from '../core/deployment/rollback-cause.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { CheckKind, Track } from '../core/unit/environment.ts';
import { refuseUnknownEnvironment } from '../core/unit/unknown-environment.ts';
import { siteOf } from '../engine/context.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream } from '../engine/streams.ts';
import type { RunKind } from '../ports/check-runner.ts';
import { DriverError } from '../ports/driver-error.ts';
import { checkOf } from './check-of.ts';
import type { ServiceParts } from './parts.ts';
import { problem } from './refused.ts';

const TRACKS: readonly Track[] = ['stable', 'candidate'];

/** What a deployment's checks and instances printed last: checks in the order they ran, then stable, then the candidate. */
export async function logsOf(parts: ServiceParts, deployment: Deployment, asked: LogsRequest): Promise<Logs> {
  const { track, check, lines } = asked;
  const environment = environmentOf(deployment, asked.environment);
  const checks = track === null ? await checkParts(parts, deployment, check, lines) : [];
  const instances =
    check === null
      ? await Promise.all(
          TRACKS.filter((one) => track === null || one === track).map((one) =>
            instancePart(parts, deployment, environment, one, lines),
          ),
        )
      : [];
  const found = [...checks, ...instances].flatMap((one) => one ?? []);
  const told = await tellingOf(parts, deployment);
  const telling = found.findLastIndex((one) => one.tells === told);
  return {
    parts: found.map(({ of, name, lines: printed }) => ({ of, name, lines: printed })),
    telling: told === null || telling === -1 ? null : telling,
  };
}

/** A part, and what it would explain. */
interface Found extends LogPart {
  readonly tells: Telling;
}

type Telling = RunKind | Track | null;

function environmentOf(deployment: Deployment, asked: string | null): string {
  const { environment, staging, spec } = deployment.opening;
  if (asked === null) return 'promotedAt' in deployment ? environment : staging;
  if (Object.hasOwn(spec.environments, asked)) return asked;
  const { code, message, remedy } = refuseUnknownEnvironment(asked, spec);
  throw problem('usage', { code, message, remedy });
}

async function checkParts(
  { drivers }: ServiceParts,
  { opening }: Deployment,
  check: CheckKind | null,
  lines: number,
): Promise<readonly Found[]> {
  const runs = await drivers.checks.logTails(`${opening.id}/`, lines);
  return runs.flatMap((run) => {
    const { kind, where } = checkOf(run.effectId);
    if (kind === null || (check !== null && kind !== check)) return [];
    return [{ of: 'check' as const, name: `${kind} (${where})`, lines: run.lines, tells: kind }];
  });
}

async function instancePart(
  { drivers }: ServiceParts,
  deployment: Deployment,
  environment: string,
  track: Track,
  lines: number,
): Promise<Found | null> {
  const release = releaseOn(deployment, track);
  if (release === null) return null;
  const name = `${track} on ${environment}`;
  const { target } = siteOf(drivers, deployment, environment);
  try {
    return { of: 'instances', name, lines: await target.logTail(track, lines, release), tells: track };
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    return { of: 'instances', name, lines: [`(cannot be read: ${error.message})`], tells: track };
  }
}

/** The release that was on a track as the deployment saw it: after its end another one may be there. */
function releaseOn(deployment: Deployment, track: Track): string | null {
  if (track === 'candidate') return deployment.release?.id ?? null;
  return 'rollbackRelease' in deployment ? (deployment.rollbackRelease?.id ?? null) : null;
}

const BY_CAUSE: Readonly<Record<RollbackCause['kind'], Telling>> = {
  gate: 'candidate',
  trigger: 'candidate',
  health: 'candidate',
  'crash-loop': 'candidate',
  'deployment-timeout': 'candidate',
  'prepare-failed': 'candidate',
  'smoke-failed': 'smoke',
  'checkpoint-deadline': 'candidate',
  window: null,
  person: null,
};

async function tellingOf({ journal }: ServiceParts, deployment: Deployment): Promise<Telling> {
  if ('cause' in deployment) return BY_CAUSE[deployment.cause.kind];
  if ('refused' in deployment && deployment.refused?.code === 'verification-failed') return 'verification';
  if (deployment.phase !== 'staging-failed') return null;
  const events = (await journal.read(deploymentStream(deployment.opening.id))).map(toDeploymentEvent);
  const stopped = events.findLast((event) => event.type === 'DeploymentStopped');
  return stopped?.result?.kind ?? 'candidate';
}
