/** So many events the limit itself would have shown. */
const EXPECTED_EVENTS = 5;

/**
 * How many observations a gate must have before it may pass, whatever its e-value is. A clean record reaches E = 20 when a rate at
 * the limit would have shown four events. A candidate twice as bad looks so clean once in 3 600 stages that can just prove it, and
 * one that turned so in the middle once in 210; at five events it is once in 16 000 and once in 1 000. Whoever had an event waits
 * longer anyway.
 */
export const leastSeen = (limit: number): number => Math.ceil(EXPECTED_EVENTS / limit);
