import { z } from 'zod';
import { jsonDepth } from '../core/kernel/json-depth.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { Bytes64, DigestText } from './fields.ts';
import type { SigningKey } from './signing-key.ts';
import { PasskeySignature } from './webauthn/passkey.ts';

/** More than any statement of ours needs; larger ones are not even parsed. */
export const LARGEST_BUNDLE = 64 * 1024;

const DEEPEST = 8;

const KeySignature = z.strictObject({ kind: z.enum(['ed25519', 'demo']), keyId: DigestText, signature: Bytes64 });

/** One signature over a statement: of a key at a terminal, of the demo's, or of a passkey. */
export const Signature = z.discriminatedUnion('kind', [KeySignature, PasskeySignature]);

/** The bytes of a statement, as text, and one signature over them. */
export const Bundle = z.strictObject({
  statement: z.string().refine((text) => text.isWellFormed()),
  signature: Signature,
});
export type Bundle = z.infer<typeof Bundle>;

/** A bundle's text and its parts, with the statement read by its schema. */
export interface ReadBundle<T> {
  readonly bundle: Bundle;
  readonly statement: T;
}

/** Signs a statement. */
export const signBundle = (key: SigningKey, statement: string): Bundle => ({
  statement,
  signature: { kind: key.kind, keyId: key.keyId, signature: key.sign('application/vnd.in-toto+json', statement) },
});

/** The bytes in which a bundle travels: only these are read back. */
export const bundleBytes = (bundle: Bundle): Buffer => Buffer.from(canonical(bundle), 'utf8');

/** Reads a bundle: its size and depth before anything is parsed, then its form, then that it has no second writing. */
export function readBundle<T>(bytes: Uint8Array, schema: z.ZodType<T>): ReadBundle<T> | Refusal {
  if (bytes.length > LARGEST_BUNDLE) return tooLarge(`larger than ${LARGEST_BUNDLE} bytes`);
  const bundle = readCanonical(utf8(bytes), Bundle, 'bundle');
  if (isRefusal(bundle)) return bundle;
  const statement = readStatement(bundle.value.statement, schema);
  if (isRefusal(statement)) return statement;
  return { bundle: bundle.value, statement: statement.value };
}

/** Reads the text of a statement: its depth, its form, and that it has no second writing. */
export const readStatement = <T>(text: string, schema: z.ZodType<T>): { readonly value: T } | Refusal =>
  readCanonical(text, schema, 'statement');

function readCanonical<T>(
  text: string | undefined,
  schema: z.ZodType<T>,
  what: string,
): { readonly value: T } | Refusal {
  if (text === undefined) return malformed(`the ${what} is not UTF-8`);
  if (jsonDepth(text) > DEEPEST) return tooLarge(`the ${what} is nested deeper than ${DEEPEST} levels`);
  const read = schema.safeParse(parse(text));
  if (!read.success) return malformed(`the ${what} is wrong at ${placesOf(read.error)}`);
  // Keys written twice, spaces, other escapes or another order of keys: the signer may have seen something else.
  return canonical(read.data) === text
    ? { value: read.data }
    : refuse('approval-not-canonical', `The ${what} is not in its canonical form`, AGAIN);
}

const AGAIN = 'Let the plimsoll command make and send it: plimsoll approve ID';

const malformed = (why: string): Refusal => refuse('approval-malformed', `Not an approval: ${why}`, AGAIN);

const tooLarge = (why: string): Refusal => refuse('approval-too-large', `Not read: it is ${why}`, AGAIN);

const placesOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => issue.path.join('.') || 'its top')
    .join(', ');

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
