import type { Effect } from '../../core/deployment/effect.ts';
import type { CommitSummary } from '../../core/deployment/event.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { planOf } from '../../core/plan/seal.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { siteOf } from '../context.ts';
import { stableTraffic } from '../stable-traffic.ts';
import type { Doing, Seen } from './doing.ts';

/** Makes the plan over the release and what serves now, digests it, asks git whether the commit follows what serves, and looks at what stable did of late. */
export async function sealPlan(effect: Extract<Effect, { kind: 'seal-plan' }>, doing: Doing): Promise<Seen> {
  const { drivers, deployment, production } = doing;
  const { stable } = production;
  const plan = planOf(deployment.opening, effect.release, stable);
  const { sourceDir, commit } = deployment.opening.intent;
  const ancestry = stable === null ? 'first' : await drivers.source.ancestry(sourceDir, stable.release.commit, commit);
  const planDigest = drivers.sha256(canonical(plan));
  const traffic = await stableTraffic(siteOf(drivers, deployment, plan.environment).metrics, doing.effect.signal);
  const commits =
    stable === null
      ? []
      : await drivers.source.commitsBetween(sourceDir, stable.release.commit, commit).catch(noCommits);
  const rollbackRelease = stable?.release ?? null;
  return {
    type: 'RecordSealed',
    plan,
    planDigest,
    rollbackRelease,
    ancestry,
    stable: traffic,
    commits: commits.slice(0, MOST_COMMITS),
  };
}

// Shown to people and in the record for ever: more are counted by git itself.
const MOST_COMMITS = 100;

/** What serves may come from a commit that is gone here: nothing is shown then, and the ancestry says so. */
function noCommits(problem: unknown): readonly CommitSummary[] {
  if (problem instanceof DriverError) return [];
  throw problem;
}
