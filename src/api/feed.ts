import type { EventLine } from './event-line.ts';

/** One event of any deployment. */
export interface FeedLine extends EventLine {
  readonly deployment: string;
  readonly unit: string;
  readonly environment: string;
}

/** Events of all deployments in the order of the journal, and the position behind which the next ones are asked for. */
export interface Feed {
  readonly events: readonly FeedLine[];
  readonly next: number;
}
