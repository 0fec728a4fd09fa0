import { rm } from 'node:fs/promises';
import { ulid } from 'ulid';
import type { SealedPlan } from '../api/planning.ts';
import { evolve } from '../core/deployment/evolve.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { StableRelease } from '../core/environment/slot.ts';
import type { DeploymentId, EffectId } from '../core/kernel/id.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import { canonical } from '../core/plan/canonical.ts';
import { writePlanFile } from '../core/plan/plan-file.ts';
import { planOf } from '../core/plan/seal.ts';
import { buildArtifacts } from '../engine/effects/build.ts';
import type { ServiceParts } from './parts.ts';

/** Packages without deploying: builds and stores the artifacts, and seals the plan over them. No environment is touched. */
export async function sealAhead(
  parts: ServiceParts,
  asked: Opening,
  stable: StableRelease | null,
): Promise<SealedPlan> {
  const { drivers, clock, store, epoch, ending } = parts;
  const opening = { ...asked, id: `plan_${ulid()}` as DeploymentId };
  const at = clock.wall();
  const calendar = { intervals: [], knownUntil: at };
  const deployment = evolve(null, { type: 'DeploymentOpened', opening, calendar, at });
  const production = store.slot(opening.spec.name, opening.environment);
  const effect = { id: `${opening.id}/packaging/build/1` as EffectId, epoch, signal: ending };
  try {
    const built = await buildArtifacts({ drivers, clock, deployment, production, effect });
    if (built.type !== 'RecordBuilt') throw new InvariantViolation('packaging made no release');
    const plan = planOf(opening, built.release, stable);
    const planDigest = drivers.sha256(canonical(plan));
    return { plan, planDigest, file: writePlanFile(plan, planDigest) };
  } finally {
    await rm(drivers.workDir(opening.id), { recursive: true, force: true });
  }
}
