import { openSnapshot } from '../journal/sqlite/read-only.ts';
import { type Verification, verificationOf } from './verdict.ts';

/**
 * Checks the journal in a directory, also while a control plane writes it: it works on a copy of one moment and changes nothing. Rejects
 * with JournalUnavailable when there is no journal that could be opened.
 */
export async function verifyJournal(dir: string, scratch?: string): Promise<Verification> {
  const snapshot = await openSnapshot(dir, scratch);
  try {
    return verificationOf(snapshot.check());
  } finally {
    await snapshot.close();
  }
}
