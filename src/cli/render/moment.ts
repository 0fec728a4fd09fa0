/** A time of day with its zone as an offset: 14:25:19+02:00. For logs, where lines are compared and sorted. */
export function clockTime(time: string, zone?: string): string {
  const parts = partsOf(new Date(time), { second: '2-digit', timeZoneName: 'longOffset', ...inZone(zone) });
  const offset = parts.timeZoneName?.replace('GMT', '') ?? '';
  return `${parts.hour}:${parts.minute}:${parts.second}${offset === '' ? '+00:00' : offset}`;
}

/** A time of day with the name of its zone, as people say it: 14:32 CEST. Another day than that of `beside` is named. */
export function timeOfDay(time: string, zone: string, beside: string): string {
  const at = new Date(time);
  const named = partsOf(at, { timeZoneName: 'short', ...inZone(zone) });
  return `${dayBeside(at, new Date(beside), zone)}${named.hour}:${named.minute} ${named.timeZoneName}`;
}

/** A text in which times stand as programs write them, with each as people say it. */
export const withClockTimes = (text: string, zone: string, beside: string): string =>
  text.replaceAll(ISO_TIME, (time) => (Number.isNaN(Date.parse(time)) ? time : timeOfDay(time, zone, beside)));

const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g;

/** The same for each of several times, the zone said once at the end. */
export function hourAndMinute(time: string, zone: string): string {
  const { hour, minute } = partsOf(new Date(time), inZone(zone));
  return `${hour}:${minute}`;
}

function dayBeside(at: Date, beside: Date, zone: string): string {
  const day = (date: Date): string => new Intl.DateTimeFormat('en-CA', inZone(zone)).format(date);
  return day(at) === day(beside) ? '' : `${day(at)} `;
}

const inZone = (zone: string | undefined): Intl.DateTimeFormatOptions => (zone === undefined ? {} : { timeZone: zone });

function partsOf(at: Date, options: Intl.DateTimeFormatOptions): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  // British English names the zones of Europe, where American English has offsets.
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...options });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}
