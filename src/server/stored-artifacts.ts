import { type Prebuilt, readPrebuilt } from '../core/evidence/prebuilt.ts';
import { isRefusal, refuse } from '../core/kernel/refusal.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { lookAtStored } from '../engine/effects/take-stored.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** What is to be taken as it is stored; refused before anything begins where it is not there, or nobody signs for it. */
export async function storedArtifacts(
  { drivers, ending }: ServiceParts,
  spec: UnitSpec,
  texts: readonly string[],
  commit: string,
): Promise<readonly Prebuilt[]> {
  const named = readPrebuilt(texts, spec);
  if (isRefusal(named)) throw refused(named);
  for (const one of named) {
    const taken = await lookAtStored(drivers, spec, commit, one, ending).catch((error: unknown) => {
      if (!(error instanceof DriverError)) throw error;
      return refuse('registry-not-asked', error.message, 'Look whether the registry answers: plimsoll doctor');
    });
    if (isRefusal(taken)) throw refused(taken);
  }
  return named;
}
