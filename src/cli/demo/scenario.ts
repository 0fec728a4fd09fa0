/** What the demo can play after a first release; without one it plays `good`, `bad` and `ambiguous`. */
export const SCENARIOS = ['good', 'bad', 'ambiguous', 'crash', 'slow-rollback', 'window'] as const;

export type Scenario = (typeof SCENARIOS)[number];

/** The acts of a demo in which nothing is chosen. */
export const WHOLE_STORY: readonly Scenario[] = ['good', 'bad', 'ambiguous'];
