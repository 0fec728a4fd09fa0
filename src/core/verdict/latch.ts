/** Whether mounting evidence holds the weight: latched, so that the weight does not flutter with the numbers. */
export type Latch = 'open' | 'held' | 'lifted';

/** The e-value that holds, on the fail side of any ledger. */
export const HOLD_AT = 20;

/** The e-value below which a hold ends by itself. */
export const RELEASE_BELOW = 5;

/** The latch after a block. What a person lifted holds again only after the evidence was gone. */
export function latched(before: Latch, e: number, holdAt = HOLD_AT): Latch {
  if (e < RELEASE_BELOW) return 'open';
  return before === 'open' && e >= holdAt ? 'held' : before;
}

/** The latch after a person lifted the hold. */
export const lifted = (before: Latch): Latch => (before === 'held' ? 'lifted' : before);
