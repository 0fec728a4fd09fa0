import { join } from 'node:path';
import type { RegistrySpec } from '../core/unit/registry.ts';
import { DriverError } from '../ports/driver-error.ts';
import { registriesOn } from './registries.ts';

/** The artifacts of a unit, `name@digest`, that its registry does not have whole; or why it could not be asked. */
export async function missingInRegistry(
  root: string,
  unit: string,
  spec: RegistrySpec,
  artifacts: readonly string[],
): Promise<readonly string[] | { readonly problem: string }> {
  const { registry } = registriesOn({ root, registry: join(root, 'registry') }).of(unit, spec);
  const missing: string[] = [];
  try {
    for (const artifact of artifacts) {
      const digest = artifact.slice(artifact.indexOf('@') + 1);
      if (!(await registry.has(unit, digest, AbortSignal.timeout(LONGEST)))) missing.push(artifact);
    }
    return missing;
  } catch (error) {
    if (error instanceof DriverError) return { problem: error.message };
    throw error;
  }
}

/** Every byte is read: a registry far away takes its time. Milliseconds. */
const LONGEST = 60_000;
