import type { CoursePoint } from '../core/course/course.ts';
import type { CanaryChart } from './canary-chart.ts';
import { isMeasured } from './gaps.ts';

/** How large a chart is drawn, in pixels of its own. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Where the drawing lies in its frame, and how times and values become places in it. */
export interface ChartScale {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly low: number;
  readonly high: number;
  /** The whole frame. */
  readonly width: number;
  /** A place for any moment; those outside lie on the edge. */
  readonly x: (at: number) => number;
  /** A place for any value; those outside lie on the edge. */
  readonly y: (value: number) => number;
}

const MARGIN = { left: 56, right: 10, top: 26, bottom: 36 } as const;
/** What a number at the end of a line needs. */
const END = 76;

/** The scale of a chart in a frame. */
export function scaleOf(chart: CanaryChart, { width, height }: ChartSize): ChartScale {
  const [left, top] = [MARGIN.left, MARGIN.top];
  const right = Math.max(left + 1, width - rightMargin(chart, width - left));
  const bottom = Math.max(top + 1, height - MARGIN.bottom);
  const { low, high } = rangeOf(chart);
  const span = Math.max(1, chart.until - chart.from);
  return {
    ...{ left, right, top, bottom, low, high, width },
    x: (at) => left + (clamped(at - chart.from, 0, span) / span) * (right - left),
    y: (value) => bottom - (clamped(value - low, 0, high - low) / (high - low)) * (bottom - top),
  };
}

/** As little as the numbers at the ends of the lines need: while the rest of a stage is empty there is room for them. */
function rightMargin({ from, now, until }: CanaryChart, room: number): number {
  const share = (now - from) / Math.max(1, until - from);
  const needed = share <= 0 ? 0 : room - (room - END) / share;
  return Math.max(MARGIN.right, Math.min(END, needed));
}

const clamped = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** An early reading of few requests is far off; the axis is not stretched for it further than this many times what matters. */
const FAR = 3;

/** The range of values that is shown: the limit always, what is observed as far as it stays near. */
function rangeOf({ points, unit, isDifference }: CanaryChart): { readonly low: number; readonly high: number } {
  const measured = points.filter(isMeasured);
  const all = (of: (point: CoursePoint) => number | null): number[] => measured.flatMap((point) => of(point) ?? []);
  const last = measured.at(-1);
  const firm = [
    ...all(({ limit }) => limit),
    ...all(({ baseline }) => baseline),
    ...(last?.observed == null ? [] : [last.observed]),
    ...(isDifference ? [0] : []),
  ];
  const observed = [...all((point) => point.observed), ...[last?.low, last?.high].flatMap((value) => value ?? [])];
  if (firm.length + observed.length === 0) return { low: 0, high: 1 };
  const [firmLow, firmHigh] = [least(firm.length === 0 ? observed : firm), most(firm.length === 0 ? observed : firm)];
  const reach = Math.max(firmHigh - firmLow, Math.abs(firmHigh) * 0.25, Math.abs(firmLow) * 0.25);
  const low = Math.max(Math.min(firmLow, least([...observed, firmLow])), firmLow - reach * FAR);
  const high = Math.min(Math.max(firmHigh, most([...observed, firmHigh])), firmHigh + reach * FAR);
  return padded(low, high, unit, isDifference);
}

/** Some room around; from zero where that costs little, and a share never above all. */
function padded(low: number, high: number, unit: string, isDifference: boolean): { low: number; high: number } {
  const room = Math.max(high > low ? (high - low) * 0.15 : Math.abs(high) * 0.5 || 1, Math.abs(high) * 1e-6, 1e-9);
  const isNearZero = !isDifference && low >= 0 && low < high / 2;
  const lowest = isNearZero ? 0 : low - room;
  const highest = high + room;
  if (unit !== 'ratio' || isDifference) return { low: lowest, high: highest };
  return { low: Math.max(0, lowest), high: Math.max(Math.min(1, highest), Math.max(0, lowest) + 1e-6) };
}

// Not by spreading: a range of thousands of arguments overflows the stack.
const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other), Infinity);
const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), -Infinity);
