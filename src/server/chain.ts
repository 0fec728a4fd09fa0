import type { ChainView } from '../api/audit.ts';

/** What looks whether the journal is one unbroken chain; it is made where the journal's own checker is at hand. */
export interface ChainLook {
  /** Looks at what was written since the last look. */
  check(): Promise<ChainView>;
}
