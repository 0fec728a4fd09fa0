import { readFile } from 'node:fs/promises';
import type { SecretReference } from '../../core/unit/metrics.ts';
import { DriverError } from '../../ports/driver-error.ts';

/** A secret that was read: it shows itself to nobody who prints it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** A text without the secret in any of the forms in which it may have come back. */
  hideIn(text: string): string {
    return this.#forms().reduce((hidden, form) => hidden.replaceAll(form, '[secret]'), text);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }

  #forms(): readonly string[] {
    const value = this.#value;
    const bytes = Buffer.from(value, 'utf8');
    const forms = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
    // Without its padding a base64 text is found inside a longer one too.
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      forms.push(bytes.toString(encoding).replace(/=+$/, ''));
    return [...new Set(forms)].filter((form) => form.length >= SHORTEST).toSorted((a, b) => b.length - a.length);
  }
}

/** Anything shorter occurs in any text by itself. */
const SHORTEST = 4;

/** Reads what a reference stands for, at the moment it is needed, so that a renewed secret is used at once. */
export async function readSecret(
  { from, name }: SecretReference,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Secret> {
  const value = from === 'env' ? env[name] : await fileText(name);
  if (value !== undefined && /^[\x21-\x7e]+$/.test(value)) return new Secret(value);
  const why = value === undefined || value === '' ? 'is not there or empty' : 'holds spaces or control characters';
  throw new DriverError(`the secret ${from}:${name} ${why}`, { retryable: true });
}

async function fileText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}
