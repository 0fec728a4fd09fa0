import type { ProvenanceRecord } from '../../core/evidence/entry-evidence.ts';
import { type Prebuilt, refuseStored } from '../../core/evidence/prebuilt.ts';
import type { Refusal } from '../../core/kernel/refusal.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import type { Artifact } from '../../core/unit/artifact.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { Drivers } from '../drivers.ts';
import type { Doing } from './doing.ts';
import { withStoredSbom } from './sbom.ts';

/** An artifact as it is stored, and what this control plane signed of it; null where others sign for it. */
export interface TakenArtifact {
  readonly artifact: Artifact;
  readonly provenance: ProvenanceRecord | null;
}

/** Looks whether an artifact is stored whole, and who signs that it was made of this commit; nothing is built. */
export async function lookAtStored(
  drivers: Drivers,
  spec: UnitSpec,
  commit: string,
  named: Prebuilt,
  signal: AbortSignal,
): Promise<TakenArtifact | Refusal> {
  const { name, digest } = named;
  const stored = await drivers.registry(spec.name, spec.registry).look(spec.name, digest, signal);
  const kept =
    stored === undefined
      ? []
      : await drivers.statementStore(spec.name, spec.registry).beside(spec.name, digest, signal);
  const ours = drivers.provenance.find(kept, { artifact: named, commit });
  const isOurs = !isRefusal(ours);
  const refusal = refuseStored(named, spec, { kind: stored?.kind ?? null, isOurs, commit });
  if (refusal !== null || stored === undefined) return refusal ?? noneStored(named);
  const artifact: Artifact = { name, kind: stored.kind, digest, bytes: stored.bytes };
  return isOurs
    ? { artifact: await withStoredSbom(drivers, spec, { artifact, commit, kept }, signal), provenance: ours.record }
    : { artifact: { ...artifact, origin: 'elsewhere' }, provenance: null };
}

const noneStored = ({ name }: Prebuilt): Refusal => ({
  kind: 'refusal',
  code: 'artifact-not-stored',
  message: `${name} is not in the registry`,
  remedy: 'Push it there first',
});

/** Takes an artifact as it is stored. What was there when it was asked for may be gone by now. */
export async function takeStored(named: Prebuilt, { drivers, deployment, effect }: Doing): Promise<TakenArtifact> {
  const { spec, intent } = deployment.opening;
  const taken = await lookAtStored(drivers, spec, intent.commit, named, effect.signal);
  if (isRefusal(taken)) throw new DriverError(`${taken.message}: ${taken.remedy}`, { retryable: false });
  return taken;
}
