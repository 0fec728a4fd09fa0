import type { PlanDifference } from './diff.ts';

/** Why a plan was refused when it was sealed, and how it differs from what was asked for. */
export interface RefusedPlan {
  readonly code: string;
  readonly remedy: string;
  readonly differences: readonly PlanDifference[];
}
