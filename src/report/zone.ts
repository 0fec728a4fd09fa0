import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { Instant } from '../core/kernel/instant.ts';

/** Where no zone is known. */
const UTC = 'UTC';

/**
 * The zone that a report tells times in: the one that the unit's blackout windows are written in, since those who run the environment
 * think in it; UTC where there are none. It follows from the record, wherever the report is made.
 */
export function zoneOf(events: readonly DeploymentEvent[]): string {
  const opened = events.find((event) => event.type === 'DeploymentOpened' || event.type === 'RestorationOpened');
  return opened !== undefined && 'opening' in opened ? (opened.opening.spec.windows.sources[0]?.timezone ?? UTC) : UTC;
}

/** How far a zone is ahead of UTC at a moment, in minutes; 0 for a zone that is not known here. */
export function offsetAt(at: Instant, zone: string): number {
  if (zone === UTC) return 0;
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(offsetText(at, zone)) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -size : size;
}

function offsetText(at: Instant, zone: string): string {
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
    return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  } catch (error) {
    // A record may come from a machine that knows more zones: its times are still true in UTC.
    if (error instanceof RangeError) return '';
    throw error;
  }
}

/** A moment with the offset of its zone: `2026-11-20T13:00:00.000+01:00`, or with a Z where there is none. */
export function momentIn(zone: string): (at: Instant) => string {
  return (at) => {
    const offset = offsetAt(at, zone);
    if (offset === 0) return new Date(at).toISOString();
    const size = Math.abs(offset);
    const two = (value: number): string => String(value).padStart(2, '0');
    const shifted = new Date(at + offset * 60_000).toISOString().replace('Z', '');
    return `${shifted}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  };
}
