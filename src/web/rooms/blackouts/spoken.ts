/** `Fri 18 Dec`. */
export const dayText = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' }).format(at);

/** `December 2026`, of `2026-12`; `Dec` in short. */
export const monthText = (month: string, length: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'UTC', month: length },
    ...(length === 'long' ? { year: 'numeric' } : {}),
  }).format(Date.parse(`${month}-01`));

/** `16:00`. */
export const timeText = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** The name of a zone at a moment: `CET`, `UTC`. */
export const zoneText = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short', hour: '2-digit' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone;

/** `Fri 18 Dec 16:00 CET`. */
export const momentIn = (at: number, zone: string): string =>
  `${dayText(at, zone)} ${timeText(at, zone)} ${zoneText(at, zone)}`;
