/** Requests and errors of one track since some beginning. */
export interface Totals {
  readonly requests: number;
  readonly errors: number;
}

export const NO_TOTALS: Totals = { requests: 0, errors: 0 };

/** The requests and errors of both. */
export const sum = (one: Totals, other: Totals): Totals => ({
  requests: one.requests + other.requests,
  errors: one.errors + other.errors,
});
