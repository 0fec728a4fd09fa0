import type { GateProblem } from '../core/gate/problem.ts';
import type { Track } from '../core/unit/environment.ts';
import type { Read } from '../core/verdict/reading.ts';
import type { GateVerdict } from '../core/verdict/verdict.ts';
import type { Problem } from './problem.ts';

/** A gate to be tried on what is measured in an environment now. */
export interface GateTrialRequest {
  /** The configuration file, absolute. */
  readonly config: string;
  readonly environment: string;
  /** The gate's text. */
  readonly gate: string;
}

/** How a gate would stand; without data, why there is none. */
export interface GateTrial {
  readonly unit: string;
  readonly environment: string;
  readonly gate: string;
  /** The deployment under way whose candidate was judged; null: stable was judged in its place. */
  readonly deployment: string | null;
  readonly judged: Track;
  /** How much was measured, and until when. */
  readonly seconds: number;
  readonly readAt: string;
  readonly verdict: GateVerdict | null;
  /** Why there is no verdict, or what it does not say. */
  readonly note: string | null;
}

/** A metric to be read in an environment now. */
export interface MetricReadRequest {
  readonly config: string;
  readonly environment: string;
  readonly metric: string;
}

/** What the source of a metric says now. */
export interface MeasuredMetric extends Readonly<Record<Track, Read>> {
  readonly unit: string;
  readonly environment: string;
  readonly metric: string;
  /** `ratio`, `ms`, `req/s`, or a declared unit; empty for a bare count. */
  readonly measuredIn: string;
  readonly source: string;
  /** How many seconds were counted, and until when. */
  readonly seconds: number;
  readonly readAt: string;
}

/** What is wrong with a gate's text, as every surface shows it. */
export const problemOfGate = (gate: string, problem: GateProblem): Problem => ({
  code: problem.code,
  message: problem.label === '' ? problem.message : `${problem.message}: ${problem.label}`,
  remedy: problem.remedy,
  path: 'gate',
  line: 1,
  col: problem.start + 1,
  excerpt: gate,
  length: problem.length,
});
