import ICAL from 'ical.js';
import { ruleFault } from '../rrule.ts';
import { openingAt } from '../zone.ts';
import { FeedFault } from './fault.ts';
import { isMatched } from './match.ts';
import { durationOf, type FeedStart, type FeedTime, type Property, type TimeContext, timesOf } from './property.ts';

/** A component as the parser gives it: name, properties, components. */
export type Component = readonly [string, readonly Property[], readonly Component[]];

/** An event, or the stand-in for one occurrence of an event. */
export interface FeedEvent {
  readonly start: FeedTime;
  /** How long it lasts on the wall clock, in milliseconds. */
  readonly length: number;
  readonly rules: readonly string[];
  readonly rdates: readonly FeedStart[];
  readonly exdates: readonly FeedTime[];
  /** Which occurrence it stands for; null for the event itself. */
  readonly replaces: FeedTime | null;
  /** Whether it is a window: its summary fits, and it was not cancelled. */
  readonly isWindow: boolean;
}

const DAY = 86_400_000;

/** The events of a calendar that have to do with windows, those with the same UID together. */
export function eventGroups(
  calendars: readonly Component[],
  match: string | null,
  context: Pick<TimeContext, 'zone'>,
): readonly (readonly FeedEvent[])[] {
  const byUid = new Map<string, Component[]>();
  for (const event of calendars.flatMap((calendar) => within(calendar, 'vevent'))) {
    const uid = textOf(event, 'uid') ?? `no uid, ${byUid.size}`;
    byUid.set(uid, [...(byUid.get(uid) ?? []), event]);
  }
  const times = { ...context, translated: new Map(calendars.flatMap(translations)) };
  const isNamed = (event: Component): boolean => isMatched(textOf(event, 'summary') ?? '', match);
  // What has nothing to do with windows may be as odd as it likes.
  return [...byUid.values()]
    .filter((group) => group.some(isNamed))
    .map((group) => group.map((event) => readEvent(event, isNamed(event), times)));
}

function readEvent(event: Component, isNamed: boolean, context: TimeContext): FeedEvent {
  const all = (name: string): readonly FeedStart[] =>
    propertiesOf(event, name).flatMap((property) => timesOf(property, context));
  const [start] = all('dtstart');
  if (start === undefined) throw new FeedFault('an event has no DTSTART');
  const replacing = propertiesOf(event, 'recurrence-id');
  if (replacing.some(([, { range }]) => range !== undefined)) {
    throw new FeedFault('an event replaces a range of occurrences, which is not read here');
  }
  return {
    start,
    length: lengthOf(event, start, all('dtend')[0]),
    rules: propertiesOf(event, 'rrule').map(ruleOf),
    rdates: all('rdate'),
    exdates: all('exdate'),
    replaces: all('recurrence-id')[0] ?? null,
    isWindow: isNamed && textOf(event, 'status')?.toUpperCase() !== 'CANCELLED',
  };
}

function lengthOf(event: Component, start: FeedTime, end: FeedTime | undefined): number {
  const [written] = propertiesOf(event, 'duration');
  if (written !== undefined) return notNegative(durationOf(String(written[3])));
  if (end === undefined) return start.isDate ? DAY : 0;
  const isSameClock = end.zone === start.zone;
  return notNegative(
    isSameClock ? end.wall - start.wall : openingAt(end.wall, end.zone) - openingAt(start.wall, start.zone),
  );
}

function notNegative(length: number): number {
  if (length < 0) throw new FeedFault('an event ends before it begins');
  return length;
}

function ruleOf([, , , value]: Property): string {
  const text = ICAL.Recur.fromData(value as Parameters<typeof ICAL.Recur.fromData>[0]).toString();
  const fault = ruleFault(text);
  if (fault !== null) throw new FeedFault(`the rule ${text.slice(0, 80)} is not read here: ${fault}`);
  return text;
}

const within = ([, , components]: Component, name: string): readonly Component[] =>
  components.filter(([kind]) => kind === name);

const propertiesOf = ([, properties]: Component, name: string): readonly Property[] =>
  properties.filter(([kind]) => kind === name);

function textOf(component: Component, name: string): string | undefined {
  const [property] = propertiesOf(component, name);
  return property === undefined ? undefined : String(property[3]);
}

/** What the feed's own zones are called elsewhere. */
const translations = (calendar: Component): readonly (readonly [string, string])[] =>
  within(calendar, 'vtimezone').flatMap((zone) => {
    const [own, elsewhere] = [textOf(zone, 'tzid'), textOf(zone, 'x-lic-location')];
    return own === undefined || elsewhere === undefined ? [] : [[own, elsewhere] as const];
  });
