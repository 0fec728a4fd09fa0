import type { Effect } from '../../core/deployment/effect.ts';
import { traceParent } from '../../core/deployment/trace-context.ts';
import { siteOf } from '../context.ts';
import type { Doing, Seen } from './doing.ts';
import { sourceTree } from './source-tree.ts';

/** The header that reaches a track whatever its weight. */
export const TRACK_HEADER = 'X-Plimsoll-Track';

/** Runs one of the user's checks against an environment, in the source tree of the release's commit. */
export async function runCheck(effect: Extract<Effect, { kind: 'run-check' }>, doing: Doing): Promise<Seen> {
  const { place, spec, check } = effect;
  const env = await checkEnvironment(doing, place.environment, place.track, place.release.id);
  const workDir = await sourceTree(doing);
  const result = await doing.drivers.checks.run({ kind: check, spec, workDir, env }, doing.effect);
  return { type: 'RecordCheckResult', result: { ...result, kind: check } };
}

/** What a check command is told: where the unit answers, and how to reach the track it is about. */
export async function checkEnvironment(
  { drivers, deployment, effect }: Doing,
  environment: string,
  track: 'stable' | 'candidate' | null,
  releaseId: string,
): Promise<Readonly<Record<string, string>>> {
  const seen = await siteOf(drivers, deployment, environment).router.observe(effect.signal);
  const direct = track === null ? undefined : seen[track][0]?.address;
  return {
    PLIMSOLL_URL: seen.address,
    PLIMSOLL_ENVIRONMENT: environment,
    ...(track === null ? {} : { PLIMSOLL_TRACK: track, PLIMSOLL_TEST_HEADER: `${TRACK_HEADER}: ${track}` }),
    // Past the router: for what is reached by no header.
    ...(direct === undefined || direct === '' ? {} : { PLIMSOLL_TRACK_URL: direct }),
    PLIMSOLL_DEPLOYMENT: deployment.opening.id,
    PLIMSOLL_RELEASE: releaseId,
    TRACEPARENT: traceParent(drivers.sha256, deployment.opening.id, effect.id),
  };
}
