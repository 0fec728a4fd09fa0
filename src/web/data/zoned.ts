import type { ChartZone } from '../../chart/clock-time.ts';
import { type Instant, instant } from '../../core/kernel/instant.ts';

const MINUTE = 60_000;

/** The zone that this browser's clock shows. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

// To make one takes a browser longer than to use it a hundred times, and a month asks for dozens.
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, made);
  return made;
}

/** How many minutes the clocks of a zone are ahead of UTC at a moment. */
export function offsetOf(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return Math.round((shown - Math.floor(at / 1_000) * 1_000) / MINUTE);
}

/** This browser's zone at a moment, as a chart needs it. */
export function zoneHere(at: number): ChartZone {
  const name = ownZone();
  return { name, offsetMinutes: offsetOf(at, name) };
}

/** What a field of date and time shows at a moment: `2026-12-18T16:00`. */
export const wallTime = (at: number, zone: string): string =>
  new Date(at + offsetOf(at, zone) * MINUTE).toISOString().slice(0, 16);

/**
 * The moment at which clocks of a zone show this; null where it is no time. A time that a change of clocks leaves out is taken as the
 * moment of the change, and of one that comes twice the first.
 */
export function momentOf(wall: string, zone: string): Instant | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) || !Number.isFinite(asUtc)) return null;
  const offsets = [offsetOf(asUtc - 86_400_000, zone), offsetOf(asUtc + 86_400_000, zone)];
  const fitting = offsets.map((offset) => asUtc - offset * MINUTE).filter((at) => wallTime(at, zone) === wall);
  if (fitting.length > 0) return instant(Math.min(...fitting));
  return instant(asUtc - Math.min(...offsets) * MINUTE);
}
