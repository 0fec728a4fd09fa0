import type { CoursePoint } from '../core/course/course.ts';

/** A stretch of more silence than this share of it was not measured. */
const MOSTLY = 0.5;

/** Between points further apart than this, in milliseconds, something is missing. */
const APART = 2_000;

/** Whether a point was measured at all: a line is drawn over nothing else. */
export const isMeasured = (point: CoursePoint): boolean => point.silent < point.seconds * MOSTLY;

/** Where a stretch begins. */
export const beginOf = (point: CoursePoint): number => point.at - point.seconds * 1_000;

/**
 * The points in runs that a line may go through: it breaks where nothing was measured, where time is missing, where the stage
 * changes, since counting begins anew there, and where the value is not known.
 */
export function runsOf(
  points: readonly CoursePoint[],
  of: (point: CoursePoint) => number | null,
): readonly (readonly CoursePoint[])[] {
  const runs: CoursePoint[][] = [];
  let last: CoursePoint | undefined;
  for (const point of points) {
    const goesOn = last !== undefined && last.stage === point.stage && beginOf(point) - last.at <= APART;
    if (!isMeasured(point) || of(point) === null) {
      last = undefined;
      continue;
    }
    if (goesOn) runs.at(-1)?.push(point);
    else runs.push([point]);
    last = point;
  }
  return runs;
}

/** The stretches of time between two moments in which nothing was measured. */
export function silencesOf(points: readonly CoursePoint[]): readonly { readonly from: number; readonly to: number }[] {
  const silences: { from: number; to: number }[] = [];
  const add = (from: number, to: number): void => {
    const last = silences.at(-1);
    if (last !== undefined && from <= last.to + APART) last.to = Math.max(last.to, to);
    else if (to > from) silences.push({ from, to });
  };
  let last: CoursePoint | undefined;
  for (const point of points) {
    if (last !== undefined && beginOf(point) - last.at > APART) add(last.at, beginOf(point));
    if (!isMeasured(point)) add(beginOf(point), point.at);
    last = point;
  }
  return silences;
}
