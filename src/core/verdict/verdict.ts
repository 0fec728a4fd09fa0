import type { Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';

/** What a gate or a whole stage says. Worst wins: fail, ambiguous, hold, collecting, pass. */
export type VerdictState = 'collecting' | 'hold' | 'pass' | 'fail' | 'ambiguous';

/** Why, as a code that programs may rely on (page "verdicts" of the docs lists them). */
export type ReasonCode =
  // fail
  | 'absolute'
  | 'relative'
  | 'shift'
  | 'consecutive'
  | 'health'
  | 'crash-loop'
  | 'timeout'
  | 'person'
  | 'smoke'
  // pass
  | 'proven'
  | 'trigger-clear'
  // collecting
  | 'insufficient'
  | 'min-duration'
  | 'extended'
  // hold
  | 'evidence'
  | 'absent'
  | 'stale'
  | 'no-traffic'
  | 'environment'
  | 'clock-jump'
  | 'split-mismatch'
  // ambiguous
  | 'resolution'
  | 'drift'
  | 'contradictory'
  | 'borderline';

/** The e-values of one gate. `null`: that ledger is not kept. */
export interface EValues {
  readonly absolute: number | null;
  readonly relative: number | null;
  readonly shift: number | null;
  readonly pass: number | null;
  readonly failAt: number;
  readonly passAt: number;
}

/** What is known about the metric, for display. Ratios are 0 to 1. */
export interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
  readonly observed: number | null;
  readonly baseline: number | null;
  readonly limit: number | null;
  readonly unit: string;
}

/** One gate's or trigger's verdict, with its numbers and one sentence for people. */
export interface GateVerdict {
  /** The gate's text as written. */
  readonly gate: string;
  readonly kind: 'gate' | 'trigger';
  readonly state: VerdictState;
  readonly reason: ReasonCode;
  readonly e: EValues | null;
  readonly bounds: Bounds;
  /** Candidate requests and errors since the stage began. */
  readonly requests: number;
  readonly errors: number;
  readonly needsRequests: number | null;
  readonly needsMinutes: number | null;
  readonly text: string;
}

/** The judge's answer for a stage or for the bake, citing the measurements it stands on. */
export interface Verdict {
  readonly state: VerdictState;
  readonly reason: ReasonCode;
  readonly gates: readonly GateVerdict[];
  /** What gates on trial would say; nothing follows from it. Absent where there are none. */
  readonly shadows?: readonly GateVerdict[];
  /** Judged time since the stage began, in seconds; gaps do not count. */
  readonly judgedSeconds: number;
  readonly at: Instant;
  readonly measurements: MeasurementRange;
}

/** The entries of the measurement stream that a verdict stands on: versions from..to, and the hash of the last. */
export interface MeasurementRange {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
  readonly digest: Digest | null;
}
