import fc from 'fast-check';
import { basic, LONGEST, mark, type SmallWorld } from './minutes.ts';
import { type RuleWish, ruleText, ruleWish } from './rule.ts';
import { startsByLooking } from './rule-oracle.ts';

const DAY = 1_440;

/** An event of a feed, in numbers. Minutes count from the first wall minute of the world. */
export interface EventWish {
  readonly start: number;
  readonly length: number;
  readonly rule: RuleWish | null;
  /** How its times are written. */
  readonly clock: 'zone' | 'utc' | 'floating' | 'days';
  readonly isByDuration: boolean;
  readonly kind: 'window' | 'other' | 'cancelled';
  /** Which of its own starts are left out, and which minutes that may be none. */
  readonly leftOut: readonly number[];
  readonly extra: readonly number[];
  /** Which occurrence is moved, cancelled or renamed, and by how much. */
  readonly changed: readonly { readonly at: number; readonly by: number; readonly kind: EventWish['kind'] }[];
}

const kind = fc.constantFrom(
  'window' as const,
  'window' as const,
  'window' as const,
  'other' as const,
  'cancelled' as const,
);

/** Random events. */
export const eventWish: fc.Arbitrary<EventWish> = fc.record({
  start: fc.oneof(fc.integer({ min: 0, max: 8 * DAY }), fc.integer({ min: -60 * DAY, max: 8 * DAY })),
  length: fc.oneof(fc.integer({ min: 1, max: 240 }), fc.integer({ min: 1, max: LONGEST })),
  rule: fc.option(ruleWish, { freq: 3 }),
  clock: fc.constantFrom('zone', 'zone', 'utc', 'floating', 'days'),
  isByDuration: fc.boolean(),
  kind,
  leftOut: fc.array(fc.nat({ max: 12 }), { maxLength: 3 }),
  extra: fc.array(fc.integer({ min: 0, max: 8 * DAY }), { maxLength: 2 }),
  changed: fc.array(fc.record({ at: fc.nat({ max: 12 }), by: fc.integer({ min: -600, max: 600 }), kind }), {
    maxLength: 2,
  }),
});

/** An event with its starts, by looking. */
interface Looked {
  readonly wish: EventWish;
  readonly first: number;
  readonly length: number;
  /** All starts of event and rule, without exceptions. */
  readonly ruled: readonly number[];
  readonly extra: readonly number[];
}

function lookAt(wish: EventWish, world: SmallWorld): Looked {
  const base = world.wall[0] ?? 0;
  const isDays = wish.clock === 'days';
  const whole = (minute: number): number => (isDays ? Math.floor(minute / DAY) * DAY : minute);
  const first = whole(base + wish.start);
  const rule = wish.rule === null ? null : isDays ? { ...wish.rule, hours: [], minutes: [] } : wish.rule;
  const last = base + 9 * DAY;
  const ruled = rule === null ? [] : startsByLooking(positionsKept(rule), first, last);
  const length = isDays ? Math.max(1, Math.floor(wish.length / DAY)) * DAY : wish.length;
  const shown = { ...wish, rule: rule === null ? null : positionsKept(rule) };
  return {
    wish: shown,
    first,
    length,
    ruled: [...new Set([first, ...ruled])],
    extra: wish.extra.map((one) => whole(base + one)),
  };
}

// Positions need another part beside them; a rule for whole days may have lost that.
const positionsKept = (rule: RuleWish): RuleWish =>
  rule.days.length + rule.monthDays.length + rule.months.length + rule.hours.length + rule.minutes.length > 0
    ? rule
    : { ...rule, positions: [] };

const near = (starts: readonly number[], index: number): number => starts.at(-1 - (index % starts.length)) ?? 0;

const SUMMARY = { window: 'FREEZE: year end', other: 'Release party', cancelled: 'FREEZE: called off' } as const;

/** The text of a feed and its minutes. What is not a window is in there too. */
export function feedOf(wishes: readonly EventWish[], world: SmallWorld, inside: Uint8Array): string {
  const events = wishes.flatMap((wish, index) => {
    const looked = lookAt(wish, world);
    markEvent(looked, world, inside);
    return eventText(looked, `event-${index}@test`, world.zone);
  });
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', ...events, 'END:VCALENDAR', '']
    .map(folded)
    .join('\r\n');
}

const folded = (line: string): string => line.replace(/.{70}(?=.)/g, '$&\r\n ');

function markEvent({ wish, length, ruled, extra }: Looked, world: SmallWorld, inside: Uint8Array): void {
  const base = world.wall[0] ?? 0;
  const one = (start: number): void => {
    if (start < base - LONGEST) return;
    if (wish.clock === 'utc') {
      const from = start - world.first / 60_000;
      inside.fill(1, Math.max(0, from), Math.max(0, from + length));
    } else mark(inside, world.wall, start, length);
  };
  const left = new Set(wish.leftOut.map((index) => near(ruled, index)));
  const moved = new Map(wish.changed.map((change) => [near(ruled, change.at), change]));
  if (wish.kind === 'window') {
    for (const start of [...ruled, ...extra]) if (!left.has(start) && !moved.has(start)) one(start);
  }
  for (const [start, change] of moved) {
    if (change.kind === 'window') one(wish.clock === 'days' ? start + DAY : start + change.by);
  }
}

function eventText({ wish, first, length, ruled, extra }: Looked, uid: string, zone: string): readonly string[] {
  const timed = (name: string, ...starts: readonly number[]): string => {
    if (wish.clock === 'days') return `${name};VALUE=DATE:${starts.map((one) => basic(one).slice(0, 8)).join(',')}`;
    if (wish.clock === 'utc') return `${name}:${starts.map((one) => `${basic(one)}Z`).join(',')}`;
    return `${name}${wish.clock === 'zone' ? `;TZID=${zone}` : ''}:${starts.map(basic).join(',')}`;
  };
  const span = (start: number): readonly string[] => [
    timed('DTSTART', start),
    wish.isByDuration
      ? `DURATION:${length % DAY === 0 ? `P${length / DAY}D` : `PT${length}M`}`
      : timed('DTEND', start + length),
  ];
  const named = (what: EventWish['kind']): readonly string[] => [
    `SUMMARY:${SUMMARY[what]}`,
    ...(what === 'cancelled' ? ['STATUS:CANCELLED'] : []),
  ];
  const left = [...new Set(wish.leftOut.map((index) => near(ruled, index)))];
  const moved = new Map(wish.changed.map((change) => [near(ruled, change.at), change]));
  const replacements = [...moved].flatMap(([start, change]) => [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    timed('RECURRENCE-ID', start),
    ...span(wish.clock === 'days' ? start + DAY : start + change.by),
    ...named(change.kind),
    'END:VEVENT',
  ]);
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    ...span(first),
    ...(wish.rule === null ? [] : [`RRULE:${ruleText(wish.rule, first)}`]),
    ...(left.length === 0 ? [] : [timed('EXDATE', ...left)]),
    ...(extra.length === 0 ? [] : [timed('RDATE', ...extra)]),
    ...named(wish.kind),
    'END:VEVENT',
    ...replacements,
  ];
}
