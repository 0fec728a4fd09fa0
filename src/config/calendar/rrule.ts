import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../core/kernel/instant.ts';
import { openingAt, type WallTime } from './zone.ts';

const LONGEST = 512;
const MOST_COUNT = 10_000;
/** A window is no alarm clock: what starts more often than this in a day is written as cron. */
const MOST_A_DAY = 48;

const PART = /^([A-Z]+)=([A-Z0-9,+-]+)$/;
const FREQUENCIES = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
const PARTS = new Set(
  'FREQ INTERVAL COUNT UNTIL BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS BYHOUR BYMINUTE WKST'.split(' '),
);

/** When a rule ends: with a moment, or with what the wall clock shows. */
type Until = { readonly moment: number } | { readonly wall: number } | null;

/**
 * The starts of a recurrence rule (RFC 5545), asked in wall-clock time like those of cron: the rule counts days on the calendar
 * on the wall, and knows no zone and no change of the clocks. Only UNTIL may name a moment, so the zone comes in there.
 */
export class RuleStarts {
  readonly #rule: RRuleTemporal;
  readonly #until: Until;
  readonly #zone: string;

  constructor(text: string, first: WallTime, zone: string) {
    const parts = partsOf(text);
    const until = parts.get('UNTIL');
    const rest = [...parts].filter(([name]) => name !== 'UNTIL').map(([name, value]) => `${name}=${value}`);
    this.#until = until === undefined ? null : untilOf(until);
    this.#zone = zone;
    this.#rule = new RRuleTemporal({
      rruleString: `RRULE:${rest.join(';')}`,
      dtstart: Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO('UTC'),
      maxIterations: 100_000,
      strict: true,
    });
  }

  /** The starts from one wall time to another, both included. */
  between(from: number, to: number): readonly WallTime[] {
    const found = this.#rule.between(new Date(from), new Date(to), true);
    return found.map((one) => one.epochMilliseconds as WallTime).filter((start) => this.#isWithin(start));
  }

  #isWithin(start: WallTime): boolean {
    const until = this.#until;
    if (until === null) return true;
    return 'wall' in until ? start <= until.wall : momentOf(start, this.#zone) <= until.moment;
  }
}

const momentOf = (start: WallTime, zone: string): Instant => openingAt(start, zone);

/** Why a text is no rule that windows can be read from, in the words of a person; null when it is one. */
export function ruleFault(text: string): string | null {
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  const written = text.split(';');
  for (const one of written) {
    const [, name = ''] = PART.exec(one) ?? [];
    if (name === '') return `'${one}' is no part such as BYDAY=FR`;
    if (!PARTS.has(name)) return `${name} is not known here`;
  }
  const parts = partsOf(text);
  if (parts.size < written.length) return 'a part stands there twice';
  const frequency = parts.get('FREQ');
  if (frequency === undefined) return 'FREQ is missing';
  if (!FREQUENCIES.has(frequency)) return `FREQ is one of ${[...FREQUENCIES].join(', ')}`;
  if (Number(parts.get('COUNT') ?? 1) > MOST_COUNT) return `COUNT is at most ${MOST_COUNT}`;
  const until = parts.get('UNTIL');
  if (until !== undefined && parts.has('COUNT')) return 'COUNT and UNTIL exclude each other';
  if (until !== undefined && untilOf(until) === null) return `UNTIL=${until} is no date`;
  const times = ['BYHOUR', 'BYMINUTE'].map((name) => parts.get(name)?.split(',').length ?? 1);
  if (times.reduce((all, one) => all * one, 1) > MOST_A_DAY) return `it starts more than ${MOST_A_DAY} times a day`;
  try {
    new RuleStarts(text, 0 as WallTime, 'UTC').between(0, 0);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.replace(/^Cannot create RRule: /, '');
  }
}

const partsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(';').map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));

const UNTIL = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/;
const LAST_OF_DAY = 86_400_000 - 1;

function untilOf(text: string): Until {
  const [, year, month, day, hour, minute, second, zulu] = UNTIL.exec(text) ?? [];
  if (year === undefined) return null;
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  if (hour === undefined) return { wall: time + LAST_OF_DAY };
  return zulu === 'Z' ? { moment: time } : { wall: time };
}
