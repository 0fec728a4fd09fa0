import type { RuleWish } from './rule.ts';

const DAY = 1_440;

/** A day of the calendar on the wall. */
interface Day {
  readonly number: number;
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly daysInMonth: number;
}

function dayOf(number: number): Day {
  const date = new Date(number * 86_400_000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return {
    ...{ number, year, month, day: date.getUTCDate(), weekday: date.getUTCDay() },
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

/**
 * The starts of a rule, in wall minutes up to `last`: by asking of every single day whether the rule means it. Written from the
 * words of RFC 5545 alone, slow and without any library.
 */
export function startsByLooking(rule: RuleWish, first: number, last: number): readonly number[] {
  const begin = dayOf(Math.floor(first / DAY));
  const hours = rule.hours.length > 0 ? rule.hours : [Math.floor((first % DAY) / 60)];
  const minutes = rule.minutes.length > 0 ? rule.minutes : [first % 60];
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)).toSorted((a, b) => a - b);
  const periods = new Map<number, number[]>();
  // A period that began before the first start counts its positions from its own beginning.
  const from = begin.number - 366;
  for (let number = from; number <= Math.floor(last / DAY) + 366; number += 1) {
    const day = dayOf(number);
    const period = periodOf(rule, day) - periodOf(rule, begin);
    if (period < 0 || period % rule.interval !== 0 || !isMeant(rule, day, begin)) continue;
    const starts = periods.get(period) ?? [];
    periods.set(period, [...starts, ...times.map((time) => number * DAY + time)]);
  }
  const all = [...periods.values()]
    .flatMap((starts) => chosen(starts, rule.positions))
    .filter((start) => start >= first);
  const until = rule.until === null ? Number.POSITIVE_INFINITY : first + rule.until;
  return all
    .toSorted((a, b) => a - b)
    .slice(0, rule.count ?? all.length)
    .filter((start) => start <= until && start <= last);
}

function periodOf({ freq, weekStart }: RuleWish, day: Day): number {
  if (freq === 'DAILY') return day.number;
  if (freq === 'WEEKLY') return Math.floor((day.number - ((day.weekday - weekStart + 7) % 7)) / 7);
  return freq === 'MONTHLY' ? day.year * 12 + day.month : day.year;
}

function isMeant(rule: RuleWish, day: Day, begin: Day): boolean {
  const { freq, days, monthDays, months } = rule;
  if (months.length > 0 && !months.includes(day.month)) return false;
  const isOfMonth = monthDays.some((wanted) => day.day === (wanted > 0 ? wanted : day.daysInMonth + 1 + wanted));
  const isOfWeek = days.some((wanted) => wanted.day === day.weekday && isNth(day, wanted.nth));
  if (monthDays.length > 0 && !isOfMonth) return false;
  if (days.length > 0 && !isOfWeek) return false;
  if (monthDays.length + days.length > 0 || freq === 'DAILY') return true;
  if (freq === 'WEEKLY') return day.weekday === begin.weekday;
  const isDay = day.day === begin.day;
  return freq === 'MONTHLY' ? isDay : isDay && (months.length > 0 || day.month === begin.month);
}

/** The first Friday of a month, the last but one: of the month, since a year's rules name months here. */
function isNth({ day, daysInMonth }: Day, nth: number): boolean {
  if (nth === 0) return true;
  return nth > 0 ? Math.ceil(day / 7) === nth : Math.ceil((daysInMonth - day + 1) / 7) === -nth;
}

function chosen(starts: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return starts;
  return starts.filter((_, index) => positions.some((at) => index === (at > 0 ? at - 1 : starts.length + at)));
}
