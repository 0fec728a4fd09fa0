import type { CoursePoint } from './course.ts';

/** More points than this no chart on a screen can tell apart; past it, two become one. */
export const MOST_POINTS = 240;

/** Two stretches of one stage that follow each other, as one: what is known at its end, and the extremes of both. */
const joined = (one: CoursePoint, other: CoursePoint): CoursePoint => ({
  ...other,
  seconds: one.seconds + other.seconds,
  least: extreme(Math.min, one.least, other.least),
  most: extreme(Math.max, one.most, other.most),
  requests: one.requests + other.requests,
  silent: one.silent + other.silent,
});

/** Whether one stretch ends where the next begins, in the same stage. A gap between them must stay one. */
const follows = (one: CoursePoint, other: CoursePoint): boolean =>
  one.stage === other.stage && other.at - other.seconds * 1_000 - one.at <= TOGETHER;

/** Stretches with less than this between them, in milliseconds, touch. */
const TOGETHER = 1_000;

/** Neighbours joined in pairs, where they touch. */
export function inPairs(points: readonly CoursePoint[]): CoursePoint[] {
  const fewer: CoursePoint[] = [];
  let isOpen = false;
  for (const point of points) {
    const last = fewer.at(-1);
    if (isOpen && last !== undefined && follows(last, point)) {
      fewer[fewer.length - 1] = joined(last, point);
      isOpen = false;
    } else {
      fewer.push(point);
      isOpen = true;
    }
  }
  return fewer;
}

function extreme(of: (one: number, other: number) => number, one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return of(one, other);
}
