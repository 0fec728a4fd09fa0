/** The tails of the quantiles that the shift ledger watches: p50, p75, p90, p95 and p99. */
export const SHIFT_TAILS: readonly number[] = [0.5, 0.25, 0.1, 0.05, 0.01];
