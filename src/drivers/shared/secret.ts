import { readFile } from 'node:fs/promises';
import type { SecretReference } from '../../core/unit/secret-reference.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { rememberSecret } from './known-secrets.ts';

/** A secret that was read: it shows itself to nobody who prints it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    rememberSecret(value);
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.toPrimitive](): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** What a secret is for: a header takes no blank and no line break, an environment variable takes anything but NUL. */
type Purpose = 'header' | 'environment';

const FIT: Readonly<Record<Purpose, RegExp>> = {
  header: /^[\x21-\x7e]+$/,
  environment: /^[^\0]+$/,
};

const LONGEST = 65_536;

/** Reads what a reference stands for, at the moment it is needed, so that a renewed secret is used at once. */
export async function readSecret(
  { from, name }: SecretReference,
  purpose: Purpose = 'header',
  env: NodeJS.ProcessEnv = process.env,
): Promise<Secret> {
  const value = from === 'env' ? env[name] : await fileText(name);
  if (value !== undefined && value.length <= LONGEST && FIT[purpose].test(value)) return new Secret(value);
  const why =
    value === undefined || value === ''
      ? 'is not there or empty'
      : value.length > LONGEST
        ? 'is too long'
        : 'holds spaces or control characters';
  throw new DriverError(`the secret ${from}:${name} ${why}`, { retryable: true });
}

async function fileText(path: string): Promise<string | undefined> {
  try {
    // An editor ends a file with a line break that nobody means.
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}
