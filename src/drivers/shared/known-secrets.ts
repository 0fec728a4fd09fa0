import { formsOf } from './secret-forms.ts';

const HIDDEN = '[secret]';

// Of this process: whatever part of it read a secret, no part of it may print that.
const forms = new Set<string>();
let inText: readonly string[] = [];
let inBytes: readonly string[] = [];

/** From now on this value is hidden in everything that is shown or kept of foreign output. */
export function rememberSecret(value: string): void {
  const before = forms.size;
  for (const form of formsOf(value)) forms.add(form);
  if (forms.size === before) return;
  inText = [...forms].toSorted((a, b) => b.length - a.length);
  inBytes = inText.map((form) => Buffer.from(form, 'utf8').toString('latin1'));
}

/** A text without any secret that this process has read, in none of its forms. */
export function hideSecrets(text: string): string {
  return inText.reduce((hidden, form) => (hidden.includes(form) ? hidden.replaceAll(form, HIDDEN) : hidden), text);
}

/** The same for a file that is being written to: what is hidden is as long as before. Undefined when nothing was found. */
export function maskSecrets(bytes: Buffer): Buffer | undefined {
  const before = bytes.toString('latin1');
  const after = inBytes.reduce(
    (text, form) =>
      text.includes(form) ? text.replaceAll(form, HIDDEN.padEnd(form.length, '*').slice(0, form.length)) : text,
    before,
  );
  return after === before ? undefined : Buffer.from(after, 'latin1');
}

/** How many bytes the longest form takes: so much of what is read in parts may be the beginning of one. */
export const longestSecret = (): number => inBytes[0]?.length ?? 0;

/** Hides secrets in a stream, also those that come in pieces. What may be the beginning of one is held back until more is known. */
export class SecretFilter {
  #held = '';

  /** What may be passed on now. */
  pass(chunk: Buffer): Buffer {
    // Bytes as signs of one byte each: a chunk may end within a sign, and output need be no text at all.
    const text = inBytes.reduce(
      (hidden, form) => (hidden.includes(form) ? hidden.replaceAll(form, HIDDEN) : hidden),
      this.#held + chunk.toString('latin1'),
    );
    const ready = text.length - lengthOfBeginning(text);
    this.#held = text.slice(ready);
    return Buffer.from(text.slice(0, ready), 'latin1');
  }

  /** What was held back, when nothing follows it any more. */
  end(): Buffer {
    const rest = this.#held;
    this.#held = '';
    return Buffer.from(rest, 'latin1');
  }
}

/** The length of the longest end of a text that is the beginning of a secret. */
function lengthOfBeginning(text: string): number {
  let longest = 0;
  for (const form of inBytes) {
    for (let length = Math.min(form.length - 1, text.length); length > longest; length -= 1) {
      if (text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest;
}
