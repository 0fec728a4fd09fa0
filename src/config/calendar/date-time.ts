import { Temporal } from 'temporal-polyfill';
import type { WallTime } from './zone.ts';

const WRITTEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/;

/** Reads `2026-12-18T00:00` as a wall time; the zone stands beside it. Undefined when it is no date of the calendar. */
export function parseWallTime(text: string): WallTime | undefined {
  if (!WRITTEN.test(text)) return undefined;
  try {
    const shown = Temporal.PlainDateTime.from(text, { overflow: 'reject' });
    return shown.toZonedDateTime('UTC').epochMilliseconds as WallTime;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
