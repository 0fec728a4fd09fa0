import type { Instant } from '../core/kernel/instant.ts';

/** A moment for people: weekday, date, time and zone. */
export function dayAndTime(at: Instant, zone: string): string {
  const options: Intl.DateTimeFormatOptions = {
    ...{ timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  };
  const part = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', options).formatToParts(at).map(({ type, value }) => [type, value]),
  );
  return `${part.weekday} ${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute} ${part.timeZoneName}`;
}
