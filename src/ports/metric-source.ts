import type { Measurement } from '../core/verdict/measurement.ts';

/** Says what each track did. Missed time is delivered late, never invented. */
export interface MetricSource {
  readonly name: string;
  /** Measurements after the cursor, oldest first; null starts now. An absent series is `absent`, never zero. Rejects with DriverError only. */
  read(after: string | null, signal: AbortSignal): Promise<readonly Measurement[]>;
  /** Whether the source answers at all. */
  ping(signal: AbortSignal): Promise<{ readonly ok: boolean; readonly detail: string }>;
}
