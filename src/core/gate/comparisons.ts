import type { Comparison, Condition } from './gate.ts';

/** The comparisons of a condition in the order they were written. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  return condition.kind === 'compare' ? [condition] : condition.of.flatMap(comparisonsOf);
}

/** Whether a condition compares with the live stable track anywhere. */
export const namesBaseline = (condition: Condition): boolean =>
  comparisonsOf(condition).some((comparison) => comparison.limit.kind === 'baseline');
