import { shownOf } from '../../core/deployment/shown.ts';
import type { ProvenanceRecord } from '../../core/evidence/entry-evidence.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import type { Artifact, ArtifactSpec } from '../../core/unit/artifact.ts';
import type { Release } from '../../core/unit/release.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { part } from '../context.ts';
import type { Doing } from './doing.ts';

/** The provenance of an artifact that was just stored: signed and kept beside it, or found there from an earlier try. */
export async function signedProvenance(
  doing: Doing,
  made: { readonly spec: ArtifactSpec; readonly artifact: Artifact; readonly startedAt: number },
): Promise<ProvenanceRecord> {
  const { drivers, clock, deployment, effect } = doing;
  const { spec, intent } = deployment.opening;
  const expected = { artifact: made.artifact, commit: intent.commit };
  const dirty = intent.dirtyPaths.length > 0;
  const store = drivers.statementStore(spec.name, spec.registry);
  const kept = await store.beside(spec.name, made.artifact.digest, effect.signal);
  const earlier = drivers.provenance.find(kept, expected);
  // What was made of uncommitted changes is told anew each time: the same commit says nothing of them.
  if (!isRefusal(earlier) && !dirty) return earlier.record;
  const { version, commit } = intent;
  const about = { unit: spec.name, version, commit, dirty, invocation: deployment.opening.id };
  const envelope = drivers.provenance.sign({ ...about, ...made, finishedAt: clock.wall() });
  const signed = drivers.provenance.find([envelope], expected);
  if (isRefusal(signed)) throw new DriverError(signed.message, { retryable: false });
  await store.keep(spec.name, made.artifact.digest, envelope, part(effect, `provenance-${made.artifact.name}`));
  return signed.record;
}

/** Whether each artifact still has the provenance that was recorded when it was packaged, signed by this control plane. Rejects where it has not. */
export async function checkStoredProvenance(release: Release, { drivers, deployment, effect }: Doing): Promise<void> {
  const { provenance } = shownOf(deployment);
  const store = drivers.statementStore(release.unit, deployment.opening.spec.registry);
  for (const artifact of release.artifacts) {
    // Who signs for it was asked when it was taken: nothing is packaged that they do not sign for.
    if (artifact.origin === 'elsewhere') continue;
    const record = provenance.find(({ artifactDigest }) => artifactDigest === artifact.digest);
    if (record === undefined) throw lacking(`${artifact.name} was packaged without provenance`);
    const kept = await store.beside(release.unit, artifact.digest, effect.signal);
    const recorded = kept.filter((envelope) => drivers.sha256(envelope) === record.statementDigest);
    const found = drivers.provenance.find(recorded, { artifact, commit: release.commit });
    if (isRefusal(found)) throw lacking(found.message);
  }
}

const lacking = (what: string): DriverError =>
  new DriverError(`${what}. It is not placed anywhere: deploy again, so that it is packaged and signed anew`, {
    retryable: false,
  });
