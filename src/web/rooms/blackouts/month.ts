import { type Instant, instant } from '../../../core/kernel/instant.ts';
import type { Calendar } from '../../../core/window/window.ts';
import { momentOf, wallTime } from '../../data/zoned.ts';
import { type Day, daysOf } from './days.ts';

/** The furthest month that is shown, counted from this one. */
const MOST_AHEAD = 12;
/** Six weeks hold every month, on whichever day it begins. */
const MOST_DAYS_SHOWN = 42;

/** How a day stands: over, without a window, closed for a part of it, closed whole, or not known, which counts as closed. */
type DayStanding = 'over' | 'free' | 'part' | 'whole' | 'unknown';

/** One day of a month's sheet. */
export interface MonthDay extends Day {
  /** Its date on the clocks of the zone: `2026-12-03`. */
  readonly date: string;
  /** Whether it belongs to the month, and not to the one before or behind that shares a week with it. */
  readonly isOfMonth: boolean;
  readonly standing: DayStanding;
}

/** The month of a moment on the clocks of a zone: `2026-12`. */
export const monthAt = (at: number, zone: string): string => wallTime(at, zone).slice(0, 7);

/** The month so many after another one; before it where that is negative. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by)).toISOString().slice(0, 7);
}

/** Whether a month can be shown: this one or one of the year behind it. What is over is not looked at again. */
export const canShow = (month: string, thisMonth: string): boolean =>
  month >= thisMonth && month <= monthAfter(thisMonth, MOST_AHEAD);

/** The month that an address asks for; this one where it asks for none that can be shown. */
export const monthAsked = (asked: string | null, thisMonth: string): string =>
  asked !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) && canShow(asked, thisMonth) ? asked : thisMonth;

/** When the sheet of a month begins: on its first day, or on the Monday before that. */
export function beginningOf(month: string, zone: string): Instant {
  const first = new Date(`${month}-01T00:00Z`);
  first.setUTCDate(first.getUTCDate() - ((first.getUTCDay() + 6) % 7));
  return momentOf(first.toISOString().slice(0, 16), zone) ?? instant(first.getTime());
}

/** The weeks of a month from Monday to Sunday, with how each day stands at a moment. */
export function weeksOf(
  calendar: Calendar,
  month: string,
  zone: string,
  now: number,
): readonly (readonly MonthDay[])[] {
  const days = daysOf(calendar, beginningOf(month, zone), MOST_DAYS_SHOWN, zone).map((day): MonthDay => {
    const date = wallTime(day.from, zone).slice(0, 10);
    return { ...day, date, isOfMonth: date.startsWith(month), standing: standingOf(day, calendar, now) };
  });
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7)).filter((week) =>
    week.some(({ isOfMonth }) => isOfMonth),
  );
}

function standingOf({ from, to, closedFor }: Day, { knownUntil }: Calendar, now: number): DayStanding {
  if (to <= now) return 'over';
  if (closedFor >= to - from) return 'whole';
  if (to > knownUntil) return 'unknown';
  return closedFor === 0 ? 'free' : 'part';
}
