import type { Opening } from '../core/deployment/opening.ts';
import type { StableRelease } from '../core/environment/slot.ts';
import type { ReleaseId } from '../core/kernel/id.ts';
import type { Plan } from '../core/plan/plan.ts';
import { planOf } from '../core/plan/seal.ts';
import type { Release } from '../core/unit/release.ts';
import { configsOf } from '../engine/effects/build.ts';
import type { ServiceParts } from './parts.ts';

/** The plan as far as it is known before anything is built: all but the artifacts and the name that they give the release. */
export function foreseenPlan({ drivers }: ServiceParts, opening: Opening, stable: StableRelease | null): Plan {
  const { spec, intent } = opening;
  const { commit, version } = intent;
  const release: Release = {
    id: '' as ReleaseId,
    unit: spec.name,
    version,
    commit,
    dirty: intent.dirtyPaths.length > 0,
    artifacts: [],
    configs: configsOf(spec, drivers.sha256),
    tag: `${version}-${commit.slice(0, 12)}`,
  };
  return planOf(opening, release, stable);
}
