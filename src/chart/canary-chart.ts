import type { CanaryCourse, Course, CourseHold, CourseMark, CoursePoint } from '../core/course/course.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { amountText } from './amount.ts';
import type { ChartZone } from './clock-time.ts';

/** One gate of a rollout, ready to be drawn, read aloud and listed: all of these are made from this alone. */
export interface CanaryChart {
  /** The gate's text. */
  readonly title: string;
  /** How it stands, in words. */
  readonly subtitle: string;
  readonly unit: string;
  readonly breach: 'above' | 'below';
  /** Whether values are differences to the stable track. */
  readonly isDifference: boolean;
  readonly from: Instant;
  readonly now: Instant;
  readonly until: Instant;
  readonly zone: ChartZone;
  readonly points: readonly CoursePoint[];
  readonly marks: readonly CourseMark[];
  readonly holds: readonly CourseHold[];
}

/** One chart for each gate and trigger of a rollout, in the order in which they were asked. */
export const chartsOf = (course: CanaryCourse, zone: ChartZone): readonly CanaryChart[] =>
  course.courses.map((each) => chartOf(course, each, zone));

function chartOf({ from, now, until, marks, holds }: CanaryCourse, course: Course, zone: ChartZone): CanaryChart {
  const points = course.points.map(shown);
  const { unit, breach } = course;
  return {
    title: course.kind === 'trigger' ? `rolls back at ${course.gate}` : course.gate,
    subtitle: subtitleOf({ ...course, points }),
    ...{ unit, breach, isDifference: false, from, now, until, zone, points, marks, holds },
  };
}

/** Beyond this, a number is a mistake of its source, and no axis can hold it. */
const MOST = 1e15;

/** A point without what no axis can hold. */
function shown(point: CoursePoint): CoursePoint {
  const kept = (value: number | null): number | null => (value !== null && Math.abs(value) <= MOST ? value : null);
  return {
    ...point,
    ...{ observed: kept(point.observed), low: kept(point.low), high: kept(point.high) },
    ...{ baseline: kept(point.baseline), limit: kept(point.limit), least: kept(point.least), most: kept(point.most) },
  };
}

/** `pass: 0.31 %, between 0.14 % and 0.62 %, limit 1 %, 4 812 requests`. */
function subtitleOf({ stands, points, unit }: Course): string {
  const last = points.at(-1);
  const state = stands === null ? 'asked in another stage' : `${stands.state} (${stands.reason})`;
  if (last === undefined) return `${state}: nothing measured yet`;
  const requests = points.filter(({ stage }) => stage === last.stage).reduce((sum, point) => sum + point.requests, 0);
  return [
    `${state}: ${amountText(last.observed, unit)}`,
    ...(last.low === null || last.high === null
      ? []
      : [`between ${amountText(last.low, unit)} and ${amountText(last.high, unit)}`]),
    ...(last.limit === null ? [] : [`limit ${amountText(last.limit, unit)}`]),
    ...(last.baseline === null ? [] : [`stable ${amountText(last.baseline, unit)}`]),
    `${amountText(requests, '')} requests`,
  ].join(', ');
}

/** The same chart as differences to the stable track; where that is not known there is no difference. */
export const differenceOf = (chart: CanaryChart): CanaryChart => ({
  ...chart,
  isDifference: true,
  points: chart.points.map((point) => {
    const less = (value: number | null): number | null =>
      value === null || point.baseline === null ? null : value - point.baseline;
    return {
      ...point,
      ...{ observed: less(point.observed), low: less(point.low), high: less(point.high) },
      ...{ least: less(point.least), most: less(point.most), limit: less(point.limit), baseline: less(point.baseline) },
    };
  }),
});
