import type { Instant } from '../core/kernel/instant.ts';

/** The zone that times are shown in. An offset of its own, so that a chart is drawn alike wherever it is drawn. */
export interface ChartZone {
  readonly name: string;
  readonly offsetMinutes: number;
}

/** Coordinated universal time. */
export const UTC: ChartZone = { name: 'UTC', offsetMinutes: 0 };

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment moved so that its UTC parts are what a clock of the zone shows. */
const shifted = (at: Instant, { offsetMinutes }: ChartZone): Date => new Date(at + offsetMinutes * 60_000);

/** `14:32`, or `14:32:05` where seconds tell. */
export function clockTime(at: Instant, zone: ChartZone, hasSeconds = false): string {
  const time = shifted(at, zone);
  const minutes = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
  return hasSeconds ? `${minutes}:${two(time.getUTCSeconds())}` : minutes;
}

/** `2026-11-27`. */
export const dayOf = (at: Instant, zone: ChartZone): string => shifted(at, zone).toISOString().slice(0, 10);

/** `Europe/Berlin, UTC+01:00`: a time without its zone is none. */
export function zoneText({ name, offsetMinutes }: ChartZone): string {
  if (name === 'UTC') return 'UTC';
  const size = Math.abs(offsetMinutes);
  return `${name}, UTC${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
