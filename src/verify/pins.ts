import { readVerifierKey, type VerifierKey } from '../journal/heads/note.ts';

/** What the checker is given from elsewhere, so that a record need not vouch for itself. */
export interface Pins {
  /** Keys that heads must be signed with. */
  readonly headKeys: readonly VerifierKey[];
  /** Keys of people, by id: the first trust list must hold one of them. */
  readonly approverKeys: readonly string[];
  /** Signed heads that were exported, oldest first. */
  readonly heads: readonly string[];
}

/** Nothing is known from elsewhere. */
export const NO_PINS: Pins = { headKeys: [], approverKeys: [], heads: [] };

/** Pins of keys as they are written: the one-line form of a head key, or the id of an approver's key. Undefined for anything else. */
export function pinsOfKeys(lines: readonly string[], heads: readonly string[] = []): Pins | undefined {
  const headKeys: VerifierKey[] = [];
  const approverKeys: string[] = [];
  for (const line of lines) {
    const key = readVerifierKey(line);
    if (key !== undefined) headKeys.push(key);
    else if (/^sha256:[0-9a-f]{64}$/.test(line.trim())) approverKeys.push(line.trim());
    else return undefined;
  }
  return { headKeys, approverKeys, heads };
}
