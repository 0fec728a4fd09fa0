import { jsonDepth } from '../../core/kernel/json-depth.ts';
import { unsafeKey } from '../../core/kernel/json-unsafe-key.ts';

/** No envelope of ours or of CI is larger; nothing is parsed before this is known. */
export const LARGEST_ENVELOPE = 1024 * 1024;

const DEEPEST = 64;

/** What is wrong with bytes that should be JSON. */
export type JsonFault = 'too-large' | 'not-text' | 'too-deep' | 'not-json' | 'unsafe-key';

/** A JSON value that has one meaning only, or what is wrong with the bytes. */
export type StrictJson = { readonly value: unknown } | { readonly fault: JsonFault };

/** Reads bytes as JSON: size and depth are looked at before the parser is, and no key may stand twice in one object. */
export function readStrictJson(bytes: Uint8Array): StrictJson {
  if (bytes.byteLength > LARGEST_ENVELOPE) return { fault: 'too-large' };
  const text = textOf(bytes);
  if (text === undefined) return { fault: 'not-text' };
  if (jsonDepth(text) > DEEPEST) return { fault: 'too-deep' };
  try {
    const value: unknown = JSON.parse(text);
    return unsafeKey(text) === undefined ? { value } : { fault: 'unsafe-key' };
  } catch {
    return { fault: 'not-json' };
  }
}

// A mark at the beginning is kept, and is no JSON: whoever signs bytes means these bytes.
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
