/** How one simulated stage ended before one judge. */
export interface Ending {
  readonly verdict: 'pass' | 'fail' | 'ambiguous';
  /** Why, where the judge says so. */
  readonly reason: string;
  /** Candidate requests until then. */
  readonly exposed: number;
  readonly seconds: number;
  /** Candidate requests until the weight was held for evidence, or until the end if that came first; null when neither happened. */
  readonly heldAfter: number | null;
  /** Whether evidence held the weight before anything was decided. */
  readonly held: boolean;
}
