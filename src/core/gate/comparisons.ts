import type { Comparison, Condition } from './gate.ts';

/** The comparisons of a condition in the order they were written. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  return condition.kind === 'compare' ? [condition] : condition.of.flatMap(comparisonsOf);
}
