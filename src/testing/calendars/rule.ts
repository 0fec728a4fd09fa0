import fc from 'fast-check';
import { basic } from './minutes.ts';

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** A recurrence rule in numbers. Weekdays count from Sunday; an `nth` of 0 is every one. */
export interface RuleWish {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly days: readonly { readonly nth: number; readonly day: number }[];
  readonly monthDays: readonly number[];
  readonly months: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly positions: readonly number[];
  readonly weekStart: number;
  readonly count: number | null;
  /** Minutes after the first start at which it ends; null goes on for ever. */
  readonly until: number | null;
}

const few = (arbitrary: fc.Arbitrary<number>, most: number) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: fc.uniqueArray(arbitrary, { minLength: 1, maxLength: most }) },
  );

const monthDay = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -5, max: -1 }));

const anyRule = fc.record({
  freq: fc.constantFrom('DAILY', 'WEEKLY', 'WEEKLY', 'MONTHLY', 'MONTHLY', 'YEARLY'),
  interval: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 })),
  days: few(fc.nat({ max: 6 }), 4),
  nth: fc.constantFrom(0, 0, 1, 2, -1, -2),
  monthDays: few(monthDay, 6),
  months: few(fc.integer({ min: 1, max: 12 }), 8),
  hours: few(fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 23 })), 3),
  minutes: few(fc.nat({ max: 59 }), 2),
  positions: few(fc.constantFrom(1, 2, 3, -1, -2), 2),
  weekStart: fc.constantFrom(1, 1, 0, 3),
  end: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ count: fc.integer({ min: 1, max: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ until: fc.nat({ max: 90 * 1_440 }) }) },
  ),
});

/** Random rules that RFC 5545 gives a meaning to. */
export const ruleWish: fc.Arbitrary<RuleWish> = anyRule.map((any) => {
  const { freq, interval, hours, minutes, weekStart, end } = any;
  const isLong = freq === 'MONTHLY' || freq === 'YEARLY';
  const monthDays = freq === 'WEEKLY' ? [] : any.monthDays;
  // Without a month a year's days are another thing: kept to the meaning that calendars agree on.
  const months =
    freq === 'YEARLY' && any.months.length === 0 && any.days.length + monthDays.length > 0 ? [3, 10] : any.months;
  const hasBy = any.days.length + monthDays.length + months.length + hours.length + minutes.length > 0;
  return {
    ...{ freq, interval, hours, minutes, weekStart, months, monthDays },
    days: any.days.map((day) => ({ nth: isLong && monthDays.length === 0 ? any.nth : 0, day })),
    positions: isLong && hasBy ? any.positions : [],
    count: end !== null && 'count' in end ? end.count : null,
    until: end !== null && 'until' in end ? end.until : null,
  };
});

/** The rule as it is written; `first` is the wall minute of its first start. */
export function ruleText(rule: RuleWish, first: number): string {
  const list = (name: string, values: readonly (number | string)[]): readonly string[] =>
    values.length === 0 ? [] : [`${name}=${values.join(',')}`];
  return [
    `FREQ=${rule.freq}`,
    ...(rule.interval === 1 ? [] : [`INTERVAL=${rule.interval}`]),
    ...list(
      'BYDAY',
      rule.days.map(({ nth, day }) => `${nth === 0 ? '' : nth}${WEEKDAYS[day]}`),
    ),
    ...list('BYMONTHDAY', rule.monthDays),
    ...list('BYMONTH', rule.months),
    ...list('BYHOUR', rule.hours),
    ...list('BYMINUTE', rule.minutes),
    ...list('BYSETPOS', rule.positions),
    ...(rule.weekStart === 1 ? [] : [`WKST=${WEEKDAYS[rule.weekStart]}`]),
    ...(rule.count === null ? [] : [`COUNT=${rule.count}`]),
    ...(rule.until === null ? [] : [`UNTIL=${basic(first + rule.until)}`]),
  ].join(';');
}
