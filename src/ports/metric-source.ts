import type { Measurement } from '../core/verdict/measurement.ts';
import { DriverError } from './driver-error.ts';

/** Says what each track did. Missed time is delivered late, never invented. */
export interface MetricSource {
  readonly name: string;
  /**
   * Measurements after the cursor, oldest first; null starts now. An absent series is `absent`, never zero; nothing new at all is
   * an empty list. Rejects with DriverError only, SourceTimeout when no answer came in time.
   */
  read(after: string | null, signal: AbortSignal): Promise<readonly Measurement[]>;
  /**
   * What it still knows of the last so many seconds, oldest first: what stable did before a deployment. A source that keeps
   * nothing does not offer it. Rejects as `read` does.
   */
  history?(seconds: number, signal: AbortSignal): Promise<readonly Measurement[]>;
  /** Whether the source answers at all. */
  ping(signal: AbortSignal): Promise<SourceHealth>;
}

/** Whether a source answers, in words. */
export interface SourceHealth {
  readonly ok: boolean;
  readonly detail: string;
  /** True of a source that works, and that somebody should still look at: its clock, its histogram. */
  readonly warning?: string;
}

/** A source did not answer in time: its data is absent for that reason, and the next look may get it. */
export class SourceTimeout extends DriverError {
  constructor(message: string, cause?: unknown) {
    super(message, { retryable: true, cause });
  }
}
