import type { Calendar, WindowPolicy } from '../core/window/window.ts';

/** Which time is looked at. */
export interface Ahead {
  /** From when on; null is now. */
  readonly from: string | null;
  /** So many days ahead. */
  readonly days: number;
}

/** Which windows are asked for. */
export interface BlackoutsRequest extends Ahead {
  /** The configuration file, absolute. */
  readonly config: string;
}

/** The blackout windows of a unit as the control plane knows them: it is the one that reads feeds. */
export interface Blackouts {
  readonly unit: string;
  readonly policy: WindowPolicy;
  /** From here on: milliseconds since 1970, like every moment of the calendar. */
  readonly from: number;
  readonly calendar: Calendar;
}

/** The most days that are looked ahead. */
export const MOST_DAYS = 366;
