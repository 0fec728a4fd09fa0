import { ProblemError } from '../api/problem.ts';
import { plainProblem, readConfigFile } from '../config/read-file.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { VersionOf } from '../drivers/shared/secret-version.ts';
import { withSecretVersions } from './unit-secrets.ts';

/** Reads a configuration file whole, with every problem found in one pass. Rejects with ProblemError. */
export async function loadUnit(file: string, versionOf: VersionOf): Promise<UnitSpec> {
  const loaded = await readConfigFile(file, process.env);
  if ('spec' in loaded) return withSecretVersions(loaded.spec, versionOf);
  throw new ProblemError('config', loaded.problems.map(plainProblem));
}
