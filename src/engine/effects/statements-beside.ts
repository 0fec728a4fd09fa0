import type { StatementSearch } from '../../core/evidence/statement.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import type { Artifact } from '../../core/unit/artifact.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { StatementRequirement } from '../../core/unit/verification.ts';
import type { FoundEnvelope } from '../../ports/entry-evidence.ts';
import type { Drivers } from '../drivers.ts';

/** The envelopes that lie beside these artifacts in the registry of a unit; those that this control plane signed itself are left out. */
export async function envelopesBeside(
  drivers: Drivers,
  { name: unit, registry }: Pick<UnitSpec, 'name' | 'registry'>,
  artifacts: readonly Pick<Artifact, 'name' | 'digest'>[],
  { commit, signal }: { readonly commit: string; readonly signal: AbortSignal },
): Promise<readonly FoundEnvelope[]> {
  const found: FoundEnvelope[] = [];
  const store = drivers.statementStore(unit, registry);
  for (const artifact of artifacts) {
    for (const text of await store.beside(unit, artifact.digest, signal)) {
      // Our own word is no evidence from outside, whichever keys are pinned.
      if (!isRefusal(drivers.provenance.find([text], { artifact, commit }))) continue;
      found.push({ place: `a statement beside ${artifact.name}@${artifact.digest.slice(0, 19)}…`, text });
    }
  }
  return found;
}

/** What was found for a requirement in files and beside artifacts, together. */
export function withBeside(
  drivers: Drivers,
  requirement: StatementRequirement,
  inFiles: StatementSearch,
  beside: readonly FoundEnvelope[],
): StatementSearch {
  const read = drivers.statements.read(requirement, beside);
  return { signed: [...inFiles.signed, ...read.signed], unfit: [...inFiles.unfit, ...read.unfit] };
}
