import { join } from 'node:path';
import type { EntryEvidence, ProvenanceRecord } from '../../core/evidence/entry-evidence.ts';
import { refuseUnverified } from '../../core/guard/entry-evidence.ts';
import type { Digest, ReleaseId } from '../../core/kernel/id.ts';
import type { Refusal } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Artifact } from '../../core/unit/artifact.ts';
import type { Release } from '../../core/unit/release.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import { part } from '../context.ts';
import type { Doing, Seen } from './doing.ts';
import { signedProvenance } from './provenance.ts';
import { withSbom } from './sbom.ts';
import { sourceTree } from './source-tree.ts';
import { takeStored } from './take-stored.ts';
import { verifySource } from './verify-source.ts';

/**
 * Has the source verified, then builds every artifact from the commit, stores it with its signed provenance and reads it back; with the
 * config snapshots they make the release. Where the source is not verified nothing is built.
 */
export async function buildArtifacts(doing: Doing): Promise<Seen> {
  const { drivers, clock, deployment, effect } = doing;
  const { spec, intent } = deployment.opening;
  const { commit, version } = intent;
  const source = await verifySource(doing);
  const early = source?.early() ?? null;
  if (early !== null && refuseEarly(doing, early) !== null) return { type: 'RecordUnverified', entry: early };
  const sourceDir = await sourceTree(doing);
  const tag = `${version}-${commit.slice(0, 12)}`;
  const artifacts: Artifact[] = [];
  const provenance: ProvenanceRecord[] = [];
  for (const artifact of spec.artifacts) {
    const named = intent.artifacts?.find(({ name }) => name === artifact.name);
    if (named !== undefined) {
      const taken = await takeStored(named, doing);
      artifacts.push(taken.artifact);
      if (taken.provenance !== null) provenance.push(taken.provenance);
      continue;
    }
    const outDir = join(drivers.workDir(deployment.opening.id), 'artifacts', artifact.name);
    const startedAt = clock.wall();
    const request = { spec: artifact, sourceDir, outDir, version, commit };
    const built = await drivers.builder(artifact.kind).build(request, part(effect, `build-${artifact.name}`));
    const registry = drivers.registry(spec.name, spec.registry);
    const pushed = await registry.push(built, spec.name, tag, part(effect, `push-${artifact.name}`));
    const stored = await withSbom(doing, pushed, built.sbom);
    artifacts.push(stored);
    provenance.push(await signedProvenance(doing, { spec: artifact, artifact: stored, startedAt }));
  }
  const configs = configsOf(spec, drivers.sha256);
  const id = releaseId(drivers.sha256(canonical({ unit: spec.name, version, commit, artifacts, configs })));
  const dirty = intent.dirtyPaths.length > 0;
  const release = { id, unit: spec.name, version, commit, dirty, artifacts, configs, tag };
  const entry = source === null ? {} : { entry: await source.entry(artifacts) };
  return { type: 'RecordBuilt', release, provenance, ...entry };
}

function refuseEarly({ deployment }: Doing, entry: EntryEvidence): Refusal | null {
  const { spec, intent } = deployment.opening;
  const shipped = { commit: intent.commit, dirty: intent.dirtyPaths.length > 0, artifacts: null };
  return refuseUnverified(spec.verification ?? [], entry, shipped, { at: entry.at, maxAge: spec.evidenceMaxAge });
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
