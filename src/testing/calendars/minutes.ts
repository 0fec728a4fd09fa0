/** Milliseconds of a minute. */
export const MINUTE = 60_000;
/** The minutes of a small world: eight days. */
export const WORLD = 8 * 1_440;
/** Windows may begin this long before the minutes that are compared, and end as long after them. */
export const MARGIN = 3 * 1_440;
/** No window of a small world lasts longer, so that what begins before it cannot reach the minutes that are compared. */
export const LONGEST = 2 * 1_440;

/** Days in the middle of which something happens to the clocks, and some in which nothing does. */
const DAYS: readonly (readonly [zone: string, firstMinute: string])[] = [
  ['Europe/Berlin', '2026-03-25T00:00Z'],
  ['Europe/Berlin', '2026-10-21T00:00Z'],
  ['Europe/Berlin', '2026-07-01T00:00Z'],
  ['America/New_York', '2026-03-04T00:00Z'],
  ['America/New_York', '2026-10-28T00:00Z'],
  ['Australia/Lord_Howe', '2026-09-30T00:00Z'],
  ['Australia/Lord_Howe', '2027-03-31T00:00Z'],
  ['America/Sao_Paulo', '2018-10-31T00:00Z'],
  ['Pacific/Apia', '2011-12-26T00:00Z'],
  ['Asia/Kolkata', '2026-02-25T00:00Z'],
  ['UTC', '2027-12-28T00:00Z'],
];

/** A few days in one zone, minute by minute. */
export interface SmallWorld {
  readonly zone: string;
  /** Its first minute, in milliseconds. */
  readonly first: number;
  /** What the clock on the wall shows at each minute, in minutes as if it were UTC. */
  readonly wall: Int32Array;
}

/** Read from the system's own clock tables, not from the library that is tried. */
function wallMinutes(zone: string, first: number): Int32Array {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  return Int32Array.from({ length: WORLD }, (_, index) => {
    const part = Object.fromEntries(
      format.formatToParts(first + index * MINUTE).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE;
  });
}

/** All small worlds. */
export const smallWorlds = (): readonly SmallWorld[] =>
  DAYS.map(([zone, text]) => ({ zone, first: Date.parse(text), wall: wallMinutes(zone, Date.parse(text)) }));

/** Marks the minutes of a window that begins at a wall minute and lasts so long, by looking at every minute there is. */
export function mark(inside: Uint8Array, wall: Int32Array, start: number, length: number, atLeast = length): void {
  const opening = wall.findIndex((shown) => shown >= start);
  const last = wall.findLastIndex((shown) => shown < start + length);
  if (opening !== -1) inside.fill(1, opening, Math.max(last + 1, opening + atLeast));
}

/** A wall minute as a window's dates are written: `2026-12-18T00:00`. */
export const written = (minute: number): string => new Date(minute * MINUTE).toISOString().slice(0, 16);

/** A wall minute as iCalendar writes it: `20261218T000000`. */
export const basic = (minute: number): string => `${written(minute).replace(/[-:]/g, '')}00`;
