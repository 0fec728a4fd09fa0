import type { CoursePoint } from '../core/course/course.ts';
import { amountText } from './amount.ts';
import type { CanaryChart } from './canary-chart.ts';
import { clockTime, zoneText } from './clock-time.ts';
import { isMeasured } from './gaps.ts';

/** A chart as a table: what is drawn, in numbers. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A chart as a table, made from the same values; what was done stands between what was measured. */
export function chartTable({ points, marks, holds, unit, zone }: CanaryChart): ChartTable {
  const told = [
    ...marks.map(({ at, text }) => ({ at, row: eventRow(clockTime(at, zone, true), text) })),
    ...holds.map(({ from, text }) => ({ at: from, row: eventRow(clockTime(from, zone, true), `held: ${text}`) })),
  ];
  const measured = points.map((point) => ({
    at: point.at,
    row: pointRow(point, unit, clockTime(point.at, zone, true)),
  }));
  return {
    head: [
      `Time (${zoneText(zone)})`,
      'Candidate',
      'At least',
      'At most',
      'Stable',
      'Limit',
      'Requests',
      'What was done',
    ],
    rows: [...told, ...measured].toSorted((one, other) => one.at - other.at).map(({ row }) => row),
  };
}

const eventRow = (time: string, text: string): string[] => [time, '', '', '', '', '', '', text];

function pointRow(point: CoursePoint, unit: string, time: string): string[] {
  if (!isMeasured(point)) return [time, 'no data', '', '', '', amountText(point.limit, unit), '0', ''];
  const { observed, low, high, baseline, limit, requests } = point;
  return [
    time,
    ...[observed, low, high, baseline, limit].map((value) => amountText(value, unit)),
    amountText(requests, ''),
    '',
  ];
}
