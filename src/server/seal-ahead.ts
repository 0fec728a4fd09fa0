import { rm } from 'node:fs/promises';
import { ulid } from 'ulid';
import type { SealedPlan } from '../api/planning.ts';
import { evolve } from '../core/deployment/evolve.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { StableRelease } from '../core/environment/slot.ts';
import type { EntryEvidence } from '../core/evidence/entry-evidence.ts';
import type { Shipped } from '../core/evidence/shipped.ts';
import { refuseUnverified } from '../core/guard/entry-evidence.ts';
import type { DeploymentId, EffectId } from '../core/kernel/id.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import type { Refusal } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { writePlanFile } from '../core/plan/plan-file.ts';
import { planOf } from '../core/plan/seal.ts';
import { buildArtifacts } from '../engine/effects/build.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

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
    const artifacts = built.type === 'RecordBuilt' ? built.release.artifacts : null;
    const unverified = refuseEntry(opening, 'entry' in built ? built.entry : undefined, artifacts, clock.wall());
    if (unverified !== null) throw refused(unverified);
    if (built.type !== 'RecordBuilt') throw new InvariantViolation('packaging made no release');
    const plan = planOf(opening, built.release, stable);
    const planDigest = drivers.sha256(canonical(plan));
    return { plan, planDigest, file: writePlanFile(plan, planDigest) };
  } finally {
    await rm(drivers.workDir(opening.id), { recursive: true, force: true });
  }
}

function refuseEntry(
  { spec, intent }: Opening,
  entry: EntryEvidence | undefined,
  artifacts: Shipped['artifacts'],
  at: Instant,
): Refusal | null {
  const shipped = { commit: intent.commit, dirty: intent.dirtyPaths.length > 0, artifacts };
  return refuseUnverified(spec.verification ?? [], entry, shipped, { at, maxAge: spec.evidenceMaxAge });
}
