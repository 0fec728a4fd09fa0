import type { ChainBreak, ChainCheck, Tip } from '../journal/chain.ts';

/** What the offline checker says of a journal or a record. */
export type Verification = Sound | Unsound;

/** Every entry is there and says what was written, up to this head. */
export interface Sound {
  readonly kind: 'ok';
  readonly head: Tip;
}

/** `altered` at this entry (0: outside the entries), or `incomplete` after it. */
export interface Unsound {
  readonly kind: 'altered' | 'incomplete';
  readonly seq: number;
  readonly why: string;
}

/** The checker's answer in its own words. */
export const verificationOf = (check: ChainCheck): Verification =>
  check.kind === 'ok' ? { kind: 'ok', head: check.tip } : unsound(check);

/** Changed at this entry. */
export const altered = (seq: number, why: string): Unsound => ({ kind: 'altered', seq, why });

/** Nothing after this entry. */
export const incomplete = (seq: number, why: string): Unsound => ({ kind: 'incomplete', seq, why });

function unsound(found: ChainBreak): Unsound {
  return found.why === 'incomplete'
    ? incomplete(found.seq, found.detail)
    : altered(found.seq, `${found.why}: ${found.detail}`);
}
