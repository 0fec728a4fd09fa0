import type { UnitSpec } from '../../core/unit/unit.ts';
import type { RollbackFacts } from './facts.ts';

/** Which artifacts the registry of a configuration does not have whole; it is asked itself, with the drivers of this machine. */
export async function lookAtRegistry(
  dataDir: string,
  { name, registry }: UnitSpec,
  artifacts: readonly string[],
): Promise<Pick<RollbackFacts, 'missing' | 'problem'>> {
  const { missingInRegistry } = await import('../../compose.ts');
  const found = await missingInRegistry(dataDir, name, registry, artifacts);
  return 'problem' in found ? { missing: null, ...found } : { missing: found };
}
