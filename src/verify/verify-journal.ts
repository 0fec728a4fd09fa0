import { openSnapshot, type Snapshot } from '../journal/sqlite/read-only.ts';
import { conclude } from './conclude.ts';
import { NO_PINS, type Pins } from './pins.ts';
import { Review } from './review/review.ts';
import { altered, unsound, type Verification } from './verdict.ts';

/**
 * Checks the journal in a directory, also while a control plane writes it: it works on a copy of one moment and changes nothing. Rejects
 * with JournalUnavailable when there is no journal that could be opened.
 */
export async function verifyJournal(dir: string, pins: Pins = NO_PINS, scratch?: string): Promise<Verification> {
  const snapshot = await openSnapshot(dir, scratch);
  try {
    return await verify(snapshot, pins);
  } finally {
    await snapshot.close();
  }
}

async function verify(snapshot: Snapshot, pins: Pins): Promise<Verification> {
  const review = new Review(pins.headKeys);
  const found = await snapshot.check(review.reader);
  if (found.kind === 'broken') return unsound(found);
  // The table of nonces lies outside the chain: what it forgot could be used again.
  for (const nonce of review.nonces) {
    if (!snapshot.isSpent(nonce))
      return altered(0, `the nonce ${nonce} of a recorded signature is not among those that were spent`);
  }
  return conclude(found.tip, review, pins);
}
