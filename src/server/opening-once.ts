import pLimit from 'p-limit';

/** Carries out one step at a time, in the order asked for. */
export type InTurn = <T>(step: () => Promise<T>) => Promise<T>;

/**
 * Turns for opening deployments. To look for one under way with the same intent and to record a new one must be a single step:
 * two programs that deploy one commit in the same millisecond would otherwise both find nothing, and open two.
 */
export const openingsInTurn = (): InTurn => pLimit(1);
