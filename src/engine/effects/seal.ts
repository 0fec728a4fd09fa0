import type { Effect } from '../../core/deployment/effect.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { planOf } from '../../core/plan/seal.ts';
import type { Doing, Seen } from './doing.ts';

/** Makes the plan over the release and what serves now, digests it, and asks git whether the commit follows what serves. */
export async function sealPlan(effect: Extract<Effect, { kind: 'seal-plan' }>, doing: Doing): Promise<Seen> {
  const { drivers, deployment, production } = doing;
  const { stable } = production;
  const plan = planOf(deployment.opening, effect.release, stable);
  const { sourceDir, commit } = deployment.opening.intent;
  const ancestry = stable === null ? 'first' : await drivers.source.ancestry(sourceDir, stable.release.commit, commit);
  const planDigest = drivers.sha256(canonical(plan));
  return { type: 'RecordSealed', plan, planDigest, rollbackRelease: stable?.release ?? null, ancestry };
}
