/** Requests and errors of one track since some beginning. */
export interface Totals {
  requests: number;
  errors: number;
}

export const NO_TOTALS: Readonly<Totals> = { requests: 0, errors: 0 };

/** Adds the requests and errors of another. */
export function addTo(totals: Totals, more: Readonly<Totals>): void {
  totals.requests += more.requests;
  totals.errors += more.errors;
}
