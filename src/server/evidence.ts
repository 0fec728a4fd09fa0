import type { EvidenceView, StoredProvenance, StoredSbom } from '../api/evidence.ts';
import { shownOf } from '../core/deployment/shown.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { entryLines } from '../core/evidence/entry-text.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { prunedFor } from '../core/retention/pruned-release.ts';
import type { Artifact, ArtifactSbom } from '../core/unit/artifact.ts';
import { originLines } from '../core/unit/artifact-text.ts';
import type { Drivers } from '../engine/drivers.ts';
import type { Store } from '../engine/store.ts';
import type { Clock } from '../ports/clock.ts';

/** What that is found with: the parts of a service that know of artifacts, and where they serve. */
interface Parts {
  readonly drivers: Pick<Drivers, 'statementStore' | 'provenance' | 'sha256'>;
  readonly store: Pick<Store, 'slot'>;
  readonly clock: Pick<Clock, 'wall'>;
  readonly ending: AbortSignal;
}

/** Where the release of a deployment comes from: what was shown of its source, and the provenance beside its artifacts as it is now. */
export async function evidenceView(parts: Parts, deployment: Deployment): Promise<EvidenceView> {
  const { opening, release } = deployment;
  const requirements = opening.spec.verification ?? [];
  const { entry } = shownOf(deployment);
  const provenance: StoredProvenance[] = [];
  const sboms: StoredSbom[] = [];
  const artifacts = release?.artifacts ?? [];
  for (const artifact of artifacts) {
    // Who signs for it stands among what was shown of the source.
    if (artifact.origin !== 'elsewhere') provenance.push(await storedBeside(parts, deployment, artifact));
    if (artifact.sbom !== undefined)
      sboms.push(await sbomBeside(parts, deployment, { ...artifact, sbom: artifact.sbom }));
  }
  return {
    deployment: opening.id,
    commit: opening.intent.commit,
    requirements,
    entry,
    lines: entryLines(requirements, entry, parts.clock.wall()),
    ...{ provenance, sboms, origins: originLines(artifacts) },
    ...parts.drivers.provenance.publicKey(),
  };
}

async function storedBeside(
  { drivers, ending, store }: Parts,
  deployment: Deployment,
  artifact: Artifact,
): Promise<StoredProvenance> {
  const { opening } = deployment;
  const about = { artifact: artifact.name, artifactDigest: artifact.digest };
  const { provenance } = shownOf(deployment);
  const record = provenance.find(({ artifactDigest }) => artifactDigest === artifact.digest) ?? null;
  if (record === null) {
    const problem = {
      code: 'provenance-missing',
      message: `${artifact.name} was packaged without provenance`,
      remedy: 'Deploy again: it is packaged and signed anew',
    };
    return { ...about, record, envelope: null, problem };
  }
  const { name, registry } = opening.spec;
  const kept = await drivers.statementStore(name, registry).beside(name, artifact.digest, ending);
  const recorded = kept.filter((envelope) => drivers.sha256(envelope) === record.statementDigest);
  const found = drivers.provenance.find(recorded, { artifact, commit: opening.intent.commit });
  if (!isRefusal(found)) return { ...about, record, envelope: found.envelope, problem: null };
  const removed = prunedFor(opening.id, store.slot(name, opening.environment).pruned);
  if (removed !== undefined) {
    const problem = {
      code: 'provenance-removed',
      message: `The provenance of ${artifact.name} went with its release on ${new Date(removed.at).toISOString()}: the record has its digest`,
      remedy: 'Deploy the same commit again: it is packaged and signed anew',
    };
    return { ...about, record, envelope: null, problem };
  }
  const { code, message, remedy } = found;
  return { ...about, record, envelope: null, problem: { code, message, remedy } };
}

async function sbomBeside(
  { drivers, ending }: Parts,
  { opening }: Deployment,
  { name: artifact, digest: of, sbom }: Artifact & { readonly sbom: ArtifactSbom },
): Promise<StoredSbom> {
  const { name, registry } = opening.spec;
  const kept = await drivers.statementStore(name, registry).beside(name, of, ending, 'sbom');
  const { digest, components } = sbom;
  return { artifact, digest, components, document: kept.find((text) => drivers.sha256(text) === digest) ?? null };
}
