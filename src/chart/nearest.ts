import type { CoursePoint } from '../core/course/course.ts';
import type { CanaryChart } from './canary-chart.ts';
import { type ChartSize, scaleOf } from './scale.ts';

/** Where a point of a chart lies in its drawing. */
export interface PlacedPoint {
  readonly index: number;
  readonly point: CoursePoint;
  readonly x: number;
  /** Null where nothing is known of the candidate. */
  readonly y: number | null;
}

/** A point of a chart by its number; null where there is none. */
export function placedAt(chart: CanaryChart, size: ChartSize, index: number): PlacedPoint | null {
  const point = chart.points[index];
  if (point === undefined) return null;
  const { x, y } = scaleOf(chart, size);
  return { index, point, x: x(point.at), y: point.observed === null ? null : y(point.observed) };
}

/** The number of the point nearest to a place of the drawing; -1 where there is none. */
export function nearestTo(chart: CanaryChart, size: ChartSize, x: number): number {
  const scale = scaleOf(chart, size);
  let [found, distance] = [-1, Infinity];
  for (const [index, { at }] of chart.points.entries()) {
    const away = Math.abs(scale.x(at) - x);
    if (away < distance) [found, distance] = [index, away];
  }
  return found;
}
