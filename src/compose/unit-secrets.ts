import type { EnvironmentSpec, SecretValue } from '../core/unit/environment.ts';
import { secretsOf } from '../core/unit/notifier.ts';
import type { SecretReference } from '../core/unit/secret-reference.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { readSecret } from '../drivers/shared/secret.ts';
import type { VersionOf } from '../drivers/shared/secret-version.ts';
import type { Store } from '../engine/store.ts';
import { DriverError } from '../ports/driver-error.ts';

/** A unit whose secrets carry the version that is there now, so that the plan says which is meant. One that cannot be read has none. */
export async function withSecretVersions(spec: UnitSpec, versionOf: VersionOf): Promise<UnitSpec> {
  const environments: Record<string, EnvironmentSpec> = {};
  for (const [name, environment] of Object.entries(spec.environments)) {
    const env: Record<string, string | SecretValue> = { ...environment.target.env };
    for (const [key, value] of Object.entries(env)) {
      if (typeof value === 'string') continue;
      const read = await quietly(value.secret);
      env[key] = { secret: value.secret, version: read === undefined ? null : versionOf(read) };
    }
    environments[name] = { ...environment, target: { ...environment.target, env } };
  }
  // Read only so that they are known: what is asked with them is hidden wherever it comes back.
  for (const source of Object.values({ ...spec.metrics.sources, main: spec.metrics.source })) {
    if ('bearer' in source && source.bearer !== null) await quietly(source.bearer);
  }
  const alertsToken = spec.metrics.alertmanager?.bearer ?? null;
  if (alertsToken !== null) await quietly(alertsToken);
  if (spec.registry.type === 'oci' && spec.registry.login !== null) await quietly(spec.registry.login.password);
  for (const secret of (spec.notify ?? []).flatMap(secretsOf)) await quietly(secret);
  return { ...spec, environments };
}

/** Reads the secrets of everything that runs or is under way again, so that a new control plane hides them too. */
export async function recallSecrets(store: Store, versionOf: VersionOf): Promise<void> {
  for (const { state } of store.active()) await withSecretVersions(state.opening.spec, versionOf);
  for (const { stable } of store.slots()) {
    for (const { snapshot } of Object.values(stable?.release.configs ?? {})) {
      for (const value of Object.values(snapshot.target.env))
        if (typeof value !== 'string') await quietly(value.secret);
    }
  }
}

async function quietly(reference: SecretReference) {
  try {
    return await readSecret(reference, 'environment');
  } catch (error) {
    if (error instanceof DriverError) return undefined;
    throw error;
  }
}
