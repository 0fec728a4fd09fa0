import { Temporal } from 'temporal-polyfill';
import { type Instant, instant } from '../../core/kernel/instant.ts';

/** A time as a clock on the wall shows it: milliseconds, counted as if that clock showed UTC. */
export type WallTime = number & { readonly __unit: 'wall-ms' };

const WRITTEN_ZONE = /^(?:[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*|[+-]\d\d:\d\d)$/;

/** Whether this machine knows a zone by this name. */
export function isZone(name: string): boolean {
  if (!WRITTEN_ZONE.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the wall clock of a zone shows at a moment. */
export function wallTimeAt(moment: Instant, zone: string): WallTime {
  const shown = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDateTime();
  return shown.toZonedDateTime('UTC').epochMilliseconds as WallTime;
}

/** When a window that starts at this wall time opens: the first of a repeated time; one that never is moves to the next that is. */
export const openingAt = (wall: WallTime, zone: string): Instant => momentOf(wall, zone, 'earlier');

/** When a window that lasts until this wall time is over: the last of a repeated time; one that never is moves to the next that is. */
export const endAt = (wall: WallTime, zone: string): Instant => momentOf(wall, zone, 'later');

function momentOf(wall: WallTime, zone: string, which: 'earlier' | 'later'): Instant {
  const shown = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  const found = shown.toZonedDateTime(zone, { disambiguation: which });
  if (found.toPlainDateTime().equals(shown)) return instant(found.epochMilliseconds);
  // The clock jumped over this time, and `earlier` is that far before the jump: the next valid moment is the jump itself.
  const before = shown.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return instant((before.getTimeZoneTransition('next') ?? found).epochMilliseconds);
}
