import type { SeenAlert } from '../core/alert/seen-alert.ts';

/** Says which alerts fire. What it says is told to people and moves no verdict. */
export interface AlertSource {
  readonly name: string;
  /** The alerts that fire now. Rejects with DriverError only. */
  firing(signal: AbortSignal): Promise<readonly SeenAlert[]>;
}
