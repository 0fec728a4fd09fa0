import type { SecretValue } from '../../core/unit/environment.ts';
import { secretReferenceText } from '../../core/unit/secret-reference.ts';
import { lasting } from './driver-failure.ts';
import { readSecret } from './secret.ts';
import type { VersionOf } from './secret-version.ts';

type Variables = Readonly<Record<string, string | SecretValue>>;

/** The variables of a target in two parts: those that may be written down, and those that are read at each start. */
export function environmentParts(env: Variables): {
  readonly env: Record<string, string>;
  readonly secrets?: Record<string, SecretValue>;
} {
  const plain: Record<string, string> = {};
  const secrets: Record<string, SecretValue> = {};
  for (const [name, value] of Object.entries(env)) {
    if (typeof value === 'string') plain[name] = value;
    else secrets[name] = { ...value };
  }
  return Object.keys(secrets).length === 0 ? { env: plain } : { env: plain, secrets };
}

/**
 * Reads the secrets of an instance. A candidate starts with the versions that its plan names or not at all; what serves already,
 * or is put back, takes what is there now, for an old value may be gone for good and users are waiting.
 */
export async function secretVariables(
  secrets: Readonly<Record<string, SecretValue>>,
  versionOf: VersionOf | null,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, { secret, version }] of Object.entries(secrets)) {
    const value = await readSecret(secret, 'environment');
    if (versionOf !== null && version !== null && versionOf(value) !== version) {
      const what = secretReferenceText(secret);
      throw lasting(
        `the secret ${what} has changed since the plan was made: abort, and deploy again with its new version`,
      );
    }
    values[name] = value.reveal();
  }
  return values;
}
