import ICAL from 'ical.js';
import { parseWallTime } from '../date-time.ts';
import type { WallTime } from '../zone.ts';
import { FeedFault } from './fault.ts';
import { zoneNamed } from './zone-names.ts';

/** A property as the parser gives it: name, parameters, type, values. */
export type Property = readonly [string, Readonly<Record<string, string | readonly string[]>>, string, ...unknown[]];

/** What the times of a feed need to be read. */
export interface TimeContext {
  /** The zone of times that name none. */
  readonly zone: string;
  readonly translated: ReadonlyMap<string, string>;
}

/** A time of a feed: what the wall clock of a zone shows. */
export interface FeedTime {
  readonly wall: WallTime;
  readonly zone: string;
  /** A whole day, written without a time. */
  readonly isDate: boolean;
}

/** A start of its own, with the length that it may bring along. */
export interface FeedStart extends FeedTime {
  readonly length: number | null;
}

/** The times of a property such as DTSTART, EXDATE or RDATE. */
export function timesOf(property: Property, context: TimeContext): readonly FeedStart[] {
  const [, parameters, type, ...values] = property;
  const { tzid } = parameters;
  const zone = typeof tzid === 'string' ? zoneNamed(tzid, context.translated) : context.zone;
  return values.map((value) => {
    if (type !== 'period') return { ...timeOf(String(value), zone), length: null };
    const [start, end] = Array.isArray(value) ? value.map(String) : [];
    if (start === undefined || end === undefined) throw new FeedFault('a period has no start or end');
    const begin = timeOf(start, zone);
    const length = /^[-+]?P/.test(end) ? durationOf(end) : timeOf(end, zone).wall - begin.wall;
    return { ...begin, length };
  });
}

/** A duration such as `PT1H30M`, in milliseconds. */
export function durationOf(text: string): number {
  try {
    return ICAL.Duration.fromString(text).toSeconds() * 1_000;
  } catch {
    throw new FeedFault(`'${text.slice(0, 40)}' is no duration`);
  }
}

const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(Z?))?$/;

function timeOf(text: string, zone: string): FeedTime {
  const [, date, time, zulu] = WRITTEN.exec(text) ?? [];
  // A leap second shows on no clock of ours.
  const wall = parseWallTime(`${date}T${(time ?? '00:00:00').replace(/:60$/, ':59')}`);
  if (wall === undefined) throw new FeedFault(`'${text.slice(0, 40)}' is no time`);
  return { wall, zone: zulu === 'Z' ? 'UTC' : zone, isDate: time === undefined };
}
