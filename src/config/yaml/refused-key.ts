import type { Fault, PlacedFault, Range } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';

/** What is wrong with a key that is a list, a block or nothing. */
export const NO_NAME: Fault = { code: 'yaml-key', message: 'a key must be a plain word', remedy: 'write key: value' };

/** A fault of a key, whose place the caller knows. */
export type KeyFault = Omit<PlacedFault, 'range'>;

/** Why a key is not let in, seen from the keys before it in its block; null when it is. */
export function refusedKey(name: string | null, earlier: Range | undefined): KeyFault | null {
  if (name === null) return NO_NAME;
  if (name === '<<') {
    return { code: 'yaml-merge-key', message: 'merge keys are not read', remedy: 'write the keys out' };
  }
  if (name === '__proto__' || name.includes('\u0000')) {
    return { code: 'yaml-key', message: `${quoted(name)} is no key`, remedy: 'take it out' };
  }
  if (earlier === undefined) return null;
  const message = `the key ${quoted(name)} stands twice`;
  const remedy = 'keep one of them';
  return {
    code: 'duplicate-key',
    message,
    remedy,
    label: 'and again here',
    earlier: { range: earlier, label: 'first here' },
  };
}
