import type { Digest } from '../core/kernel/id.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import { WORDS } from './words.ts';

const WORDS_IN_A_CODE = 6;
const BITS_OF_A_WORD = 10n;

/**
 * Six words of a digest, its first 60 bits, for two people or two screens to compare. A browser computes it too.
 * @example planCode(digestOf(plan)) // 'amber-kite-olive-ridge-seven-wolf'
 */
export function planCode(digest: Digest): string {
  const bits = BigInt(`0x${digest.slice('sha256:'.length, 'sha256:'.length + 15)}`);
  const words: string[] = [];
  for (let word = WORDS_IN_A_CODE - 1; word >= 0; word -= 1) {
    words.push(wordAt(Number((bits >> (BITS_OF_A_WORD * BigInt(word))) & 1023n)));
  }
  return words.join('-');
}

/** One of the 1024 words. */
export function wordAt(index: number): string {
  const word = WORDS[index];
  if (word === undefined) throw new InvariantViolation(`no word ${index} among ${WORDS.length}`);
  return word;
}
