import type { ChainBreak, Tip } from '../journal/chain.ts';
import type { Proven } from './review/review.ts';

/** What the offline checker says of a journal or a record. */
export type Verification = Sound | Unsound;

/** Every entry is there and says what was written, up to this head, and breaks no rule. */
export interface Sound {
  readonly kind: 'ok';
  readonly head: Tip;
  readonly proven: Proven;
  /** Whether the signatures on heads were held against keys from elsewhere: without, the record vouches for its own key. */
  readonly pinned: boolean;
}

/** `altered` at this entry (0: outside the entries), `incomplete` after it, or a rule is broken there. */
export interface Unsound {
  readonly kind: 'altered' | 'incomplete' | 'rule-broken';
  readonly seq: number;
  readonly why: string;
}

/** The first bad place of a chain in the checker's own words. */
export const unsound = (found: ChainBreak): Unsound =>
  found.why === 'incomplete'
    ? incomplete(found.seq, found.detail)
    : altered(found.seq, found.why === 'altered' ? found.detail : `${found.why}: ${found.detail}`);

/** Changed at this entry. */
export const altered = (seq: number, why: string): Unsound => ({ kind: 'altered', seq, why });

/** Nothing after this entry. */
export const incomplete = (seq: number, why: string): Unsound => ({ kind: 'incomplete', seq, why });

/** The entries are as they were written, and what they say breaks a rule. */
export const ruleBroken = (seq: number, why: string): Unsound => ({ kind: 'rule-broken', seq, why });
