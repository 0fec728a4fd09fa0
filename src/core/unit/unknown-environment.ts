import { nearestName } from '../gate/nearest.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { UnitSpec } from './unit.ts';

/** Says that a unit has no environment of this name, and which one was probably meant. */
export function refuseUnknownEnvironment(name: string, { name: unit, environments }: UnitSpec): Refusal {
  const known = Object.keys(environments);
  const near = nearestName(name, known);
  const hint = near === null ? '' : ` (Did you mean ${near}?)`;
  return refuse(
    'environment-unknown',
    `${name} is not an environment of ${unit}${hint}`,
    `Use one of: ${known.join(', ')}`,
  );
}
