import { createPublicKey, verify } from 'node:crypto';
import { canonical } from '../core/plan/canonical.ts';
import type { Json } from '../ports/journal.ts';
import type { VerifierKey } from './heads/note.ts';

/** What the last line of a deployment's record says. All but the reports can be worked out anew from the entries before it. */
export interface Closing {
  readonly schema: 'plimsoll.record/1';
  readonly controlPlaneId: string;
  readonly deployment: string;
  /** The signed head of the last entry. */
  readonly head: string;
  /** The keys that sign heads, in their one-line form, oldest first. */
  readonly keys: readonly string[];
  readonly trust: readonly { readonly seq: number; readonly version: number; readonly digest: string }[];
  readonly approvals: readonly {
    readonly seq: number;
    readonly approver: string;
    readonly checkpoint: string;
    readonly decision: string;
    readonly statementDigest: string;
  }[];
  /** Null where none was sealed. */
  readonly planDigest: string | null;
  /** SHA-256 of each report as Markdown, as made from these entries. */
  readonly reports: Readonly<Record<string, string>>;
}

/** A closing as it was read, with the text that was signed. */
export interface SignedClosing {
  readonly closing: Closing;
  readonly signature: string;
}

// Begins as nothing else does that the key signs.
const DOMAIN = 'plimsoll/record/v1\0';

const signedBytes = (closing: Closing): Buffer => Buffer.from(`${DOMAIN}${canonical(closing)}`, 'utf8');

/** The last line of a deployment's record. */
export const closingLine = (closing: Closing, sign: (bytes: Uint8Array) => Buffer): string =>
  canonical({ closing, signature: sign(signedBytes(closing)).toString('base64') });

/** Reads what may be a closing; undefined when it is none. */
export function readClosing(value: Json): SignedClosing | undefined {
  if (typeof value !== 'object' || value === null || !('closing' in value) || !('signature' in value)) return undefined;
  const { closing, signature } = value;
  const isClosing = typeof closing === 'object' && closing !== null && 'schema' in closing;
  if (!isClosing || closing.schema !== 'plimsoll.record/1' || typeof signature !== 'string') return undefined;
  if (Object.keys(value).length !== 2 || !isStrictBase64(signature)) return undefined;
  return { closing: closing as unknown as Closing, signature };
}

/** Whether a key signed a closing. */
export function isClosingSignedBy({ closing, signature }: SignedClosing, { publicKey }: VerifierKey): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, signedBytes(closing), key, Buffer.from(signature, 'base64'));
}

const isStrictBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;
