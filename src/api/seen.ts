import type { EventLine } from './event-line.ts';

/** The version of a deployment or environment that somebody decided on: a change asked for on it is refused when it is another by now. */
export type Seen = number;

/** What happened between what was seen and now. */
export interface Changed {
  readonly version: number;
  /** Oldest first; of many only the newest. */
  readonly events: readonly Omit<EventLine, 'body'>[];
}

/** A version as an HTTP entity tag. */
export const tagOf = (version: Seen): string => `"${version}"`;
