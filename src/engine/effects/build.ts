import { join } from 'node:path';
import type { Digest, ReleaseId } from '../../core/kernel/id.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Artifact } from '../../core/unit/artifact.ts';
import type { Release } from '../../core/unit/release.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import { part } from '../context.ts';
import type { Doing, Seen } from './doing.ts';
import { sourceTree } from './source-tree.ts';

/** Builds every artifact from the commit, stores it and reads it back; with the config snapshots they make the release. */
export async function buildArtifacts(doing: Doing): Promise<Seen> {
  const { drivers, deployment, effect } = doing;
  const { spec, intent } = deployment.opening;
  const { commit, version } = intent;
  const sourceDir = await sourceTree(doing);
  const tag = `${version}-${commit.slice(0, 12)}`;
  const artifacts: Artifact[] = [];
  for (const artifact of spec.artifacts) {
    const outDir = join(drivers.workDir(deployment.opening.id), 'artifacts', artifact.name);
    const request = { spec: artifact, sourceDir, outDir, version, commit };
    const built = await drivers.builder(artifact.kind).build(request, part(effect, `build-${artifact.name}`));
    artifacts.push(await drivers.registry.push(built, spec.name, tag, part(effect, `push-${artifact.name}`)));
  }
  const configs = configsOf(spec, drivers.sha256);
  const id = releaseId(drivers.sha256(canonical({ unit: spec.name, version, commit, artifacts, configs })));
  const dirty = intent.dirtyPaths.length > 0;
  return { type: 'RecordBuilt', release: { id, unit: spec.name, version, commit, dirty, artifacts, configs, tag } };
}

/** The resolved target block and health of every environment, each with its digest. */
export function configsOf(spec: UnitSpec, sha256: (text: string) => Digest): Release['configs'] {
  return Object.fromEntries(
    Object.values(spec.environments).map(({ name, target, health }) => {
      const snapshot = { target, health };
      return [name, { snapshot, digest: sha256(canonical(snapshot)) }];
    }),
  );
}

// Made from the content: the same artifacts and configuration of the same commit are the same release.
const releaseId = (digest: Digest): ReleaseId =>
  `rel_${digest.slice('sha256:'.length, 'sha256:'.length + 16)}` as ReleaseId;
