import type { Outcome } from './scalar-claim.ts';

/** What is remembered of a value that cannot be counted. */
export interface ScalarState {
  readonly kind: 'scalar';
  readonly name: string;
  /** Judged seconds since the stage began, in which a value is due each interval. */
  readonly seconds: number;
  /** Seconds since the last value was taken, and what was counted in them; `null`: not known of a block among them. */
  readonly wait: number;
  readonly candidateRequests: number | null;
  readonly stableRequests: number | null;
  /** How many values were taken, and how many of them were good. */
  readonly present: number;
  readonly good: number;
  /** The newest three, the last one last. */
  readonly newest: readonly Outcome[];
  /** Bad values in a row, and the seconds that they span. */
  readonly run: number;
  readonly span: number;
  readonly value: number | null;
  /** The stable track's newest value, and how old it is. */
  readonly stable: { readonly value: number; readonly age: number } | null;
  readonly failed: 'consecutive' | null;
  /** A person lifted the hold of a bad or near value: until a good one comes nothing holds. */
  readonly lifted: boolean;
}

/** A value before its first block. */
export const openScalar = (name: string): ScalarState => ({
  kind: 'scalar',
  name,
  seconds: 0,
  wait: 0,
  candidateRequests: 0,
  stableRequests: 0,
  present: 0,
  good: 0,
  newest: [],
  run: 0,
  span: 0,
  value: null,
  stable: null,
  failed: null,
  lifted: false,
});
