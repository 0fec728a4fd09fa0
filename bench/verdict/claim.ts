import type { Job, Results } from './campaign.ts';

/** One line of the table: what is claimed, what was measured, and whether the goal is held. */
export interface Row {
  readonly claim: string;
  readonly measured: string;
  readonly goal: string;
  readonly held: boolean;
  /** A stretch goal is reported and does not fail the run. */
  readonly stretch: boolean;
}

/** One promise: the cells that it needs, and the line that they make. */
export interface Claim {
  readonly jobs: readonly Job[];
  row(results: Results, runs: number): Row;
}
