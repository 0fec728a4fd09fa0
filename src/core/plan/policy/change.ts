/** Which way a change of protection goes. Whatever no rule calls stricter counts as weaker. */
export type Direction = 'weakens' | 'tightens';

/** One changed rule of what protects an environment. */
export interface PolicyChange {
  /** Where it stands in the configuration file: `checkpoints.production_promotion.count`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly direction: Direction;
}

/** A change as people read it. */
export const changeText = ({ path, before, after, direction }: PolicyChange): string =>
  `${path}: ${before} → ${after} (${direction})`;

/** The change of one rule; none where it stays. */
export const changeOf = (path: string, before: string, after: string, isStricter: boolean): readonly PolicyChange[] =>
  before === after ? [] : [{ path, before, after, direction: isStricter ? 'tightens' : 'weakens' }];

/** A list of names as people read it. */
export const listText = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : [...names].sort().join(', ');

/** Whether everything of one list is in another. */
export const isWithin = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((one) => all.includes(one));
