/** A value in a path. */
export interface PathValue {
  readonly what: string;
  /** All there are; absent where they are not known beforehand. */
  readonly values?: readonly string[];
}

/** What stands in paths, by name. */
export const PATH_VALUES = {
  id: { what: 'The id, as it was given out' },
  unit: { what: 'The unit’s name' },
  environment: { what: 'The environment’s name' },
  kind: { what: 'Which report', values: ['staging', 'plan', 'post'] },
  checkpoint: {
    what: 'Which checkpoint',
    values: ['production-promotion', 'environment-red', 'ambiguous-metrics', 'after-rollback'],
  },
  act: { what: 'Which act', values: ['release', 'accept-drift', 'adopt'] },
} as const satisfies Readonly<Record<string, PathValue>>;
