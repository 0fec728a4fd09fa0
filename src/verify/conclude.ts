import type { Tip } from '../journal/chain.ts';
import type { Pins } from './pins.ts';
import type { Review } from './review/review.ts';
import { altered, incomplete, ruleBroken, type Verification } from './verdict.ts';

/** The answer once the chain was found whole: heads from elsewhere, the keys that were given, and the rules. */
export function conclude(tip: Tip, review: Review, pins: Pins): Verification {
  for (const note of pins.heads) {
    const found = review.outsideHead(note, tip);
    if (found === undefined) continue;
    return found.isBeyond ? incomplete(found.seq, found.why) : altered(found.seq, found.why);
  }
  const { broken } = review;
  if (broken !== undefined) return ruleBroken(broken.seq, broken.why);
  const stranger = review.refuseStrangers(pins.approverKeys);
  if (stranger !== undefined) return ruleBroken(stranger.seq, stranger.why);
  return { kind: 'ok', head: tip, proven: review.proven(), pinned: pins.headKeys.length > 0 };
}
