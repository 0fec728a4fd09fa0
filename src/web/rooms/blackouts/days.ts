import type { Calendar } from '../../../core/window/window.ts';
import { momentOf, wallTime } from '../../data/zoned.ts';

/** A part of a day that a window takes, as shares of the day, and the moments that those are. */
interface ClosedPart {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly begins: number;
  readonly ends: number;
}

/** One day on the clocks of a zone. */
export interface Day {
  readonly from: number;
  readonly to: number;
  readonly closed: readonly ClosedPart[];
  /** Milliseconds of it that are closed; what two windows share counts once. */
  readonly closedFor: number;
}

/** The days from a moment on, each from midnight to midnight in a zone, with what is closed of it. */
export function daysOf({ intervals }: Calendar, from: number, count: number, zone: string): readonly Day[] {
  const midnights = Array.from({ length: count + 1 }, (_, index) => midnight(from, index, zone));
  return midnights.slice(0, -1).map((begin, index): Day => {
    const end = midnights[index + 1] ?? begin;
    const within = intervals
      .filter((one) => one.from < end && one.to > begin)
      .map(({ name, ...one }) => ({ name, from: Math.max(begin, one.from), to: Math.min(end, one.to) }));
    const share = (at: number): number => (at - begin) / Math.max(1, end - begin);
    return {
      from: begin,
      to: end,
      closed: within.map((one) => ({
        ...{ name: one.name, from: share(one.from), to: share(one.to) },
        ...{ begins: one.from, ends: one.to },
      })),
      closedFor: unionOf(within),
    };
  });
}

/** So many days after the day of a moment, at its beginning. */
function midnight(from: number, days: number, zone: string): number {
  const day = new Date(Date.parse(`${wallTime(from, zone).slice(0, 10)}T00:00Z`) + days * 86_400_000);
  return momentOf(`${day.toISOString().slice(0, 10)}T00:00`, zone) ?? from;
}

function unionOf(parts: readonly { readonly from: number; readonly to: number }[]): number {
  let [sum, end] = [0, -Infinity];
  for (const { from, to } of parts.toSorted((one, other) => one.from - other.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
