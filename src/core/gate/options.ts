import type { Metric } from './metric.ts';

/** What a gate may say at the place where it stands. */
export interface GateOptions {
  /** The metrics declared beside the built-in ones. */
  readonly metrics?: readonly Metric[];
  /** Whether a stable track runs beside the candidate there. */
  readonly baselineAllowed: boolean;
  /** Why not, as the message of the problem. */
  readonly noBaseline?: string;
}
