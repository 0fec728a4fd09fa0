import type { CoursePoint } from '../core/course/course.ts';
import type { CanaryChart } from './canary-chart.ts';
import { colour } from './colours.ts';
import { beginOf, isMeasured, runsOf, silencesOf } from './gaps.ts';
import { areaBetween, lineThrough, type Place, tenth } from './path.ts';
import type { ChartScale } from './scale.ts';
import { node, type SvgNode } from './svg-node.ts';

/** Stable dashed, the candidate solid with what was measured as dots, and shaded between what it is proven to lie. */
export function drawTracks({ points }: CanaryChart, scale: ChartScale): SvgNode[] {
  return [
    ...silencesOf(points).map((silence) => drawSilence(silence, scale)),
    ...drawBand(points, scale),
    ...linesOf(points, scale, ({ baseline }) => baseline).map((d) =>
      node('path', { ...LINE, d, stroke: colour('stable'), 'stroke-width': 1.5, 'stroke-dasharray': '5 4' }),
    ),
    ...drawMeasured(points, scale),
    ...linesOf(points, scale, ({ observed }) => observed).map((d) =>
      node('path', { ...LINE, d, stroke: colour('candidate'), 'stroke-width': 2.25 }),
    ),
    ...drawLast(points, scale),
  ];
}

const LINE = { fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'round' };

function linesOf(points: readonly CoursePoint[], scale: ChartScale, of: (point: CoursePoint) => number | null) {
  return runsOf(points, of).map((run) => lineThrough(placesOf(run, scale, of)));
}

/** One point alone is as long as its stretch, so that it is seen at all. */
function placesOf(
  run: readonly CoursePoint[],
  { x, y }: ChartScale,
  of: (point: CoursePoint) => number | null,
): Place[] {
  const [first] = run;
  if (first === undefined) return [];
  const height = (point: CoursePoint): number => y(of(point) ?? 0);
  return [{ x: x(beginOf(first)), y: height(first) }, ...run.map((point) => ({ x: x(point.at), y: height(point) }))];
}

function drawBand(points: readonly CoursePoint[], scale: ChartScale): SvgNode[] {
  const bounded = ({ low, high }: CoursePoint): number | null => (high === null ? null : low);
  return runsOf(points, bounded).map((run) =>
    node('path', {
      d: areaBetween(
        placesOf(run, scale, ({ high }) => high),
        placesOf(run, scale, ({ low }) => low),
      ),
      fill: colour('candidate'),
      'fill-opacity': 0.14,
    }),
  );
}

/** Less than this between two points, in pixels, is a wood of bars: it stands back. */
const DENSE = 2.5;

/**
 * What was measured within each stretch alone: a dot, or a bar from the least to the most; beyond the axis an arrow at its edge. All
 * of them are three paths, for there may be hundreds on each of several charts.
 */
function drawMeasured(points: readonly CoursePoint[], { x, y, high, top, left, right }: ChartScale): SvgNode[] {
  let dots = '';
  let bars = '';
  let arrows = '';
  for (const point of points) {
    const { least, most } = point;
    if (least === null || most === null || !isMeasured(point)) continue;
    const middle = x((beginOf(point) + point.at) / 2);
    const [from, to] = [tenth(y(least)), tenth(y(most))];
    if (least <= high && from === to) dots += `M${tenth(middle)} ${from}h0`;
    else if (least <= high) bars += `M${tenth(middle)} ${from}V${to}`;
    if (most > high) arrows += `M${tenth(middle - 3)} ${tenth(top + 4)}l3 -4l3 4Z`;
  }
  const isDense = (right - left) / points.length < DENSE;
  const look = { stroke: colour('candidate'), 'stroke-opacity': isDense ? 0.18 : 0.32 };
  return [
    ...(bars === '' ? [] : [node('path', { d: bars, ...look, 'stroke-width': 1.6, 'stroke-linecap': 'round' })]),
    ...(dots === '' ? [] : [node('path', { d: dots, ...look, 'stroke-width': 3.2, 'stroke-linecap': 'round' })]),
    ...(arrows === '' ? [] : [node('path', { d: arrows, fill: colour('candidate'), 'fill-opacity': 0.5 })]),
  ];
}

function drawSilence({ from, to }: { readonly from: number; readonly to: number }, scale: ChartScale): SvgNode {
  const [left, right] = [scale.x(from), scale.x(to)];
  const attributes = { x1: tenth(left), x2: tenth(right), y1: tenth(scale.bottom), y2: tenth(scale.bottom) };
  return node('line', { ...attributes, stroke: colour('hold'), 'stroke-width': 3, 'stroke-dasharray': '2 2' });
}

function drawLast(points: readonly CoursePoint[], { x, y }: ChartScale): SvgNode[] {
  const last = points.at(-1);
  if (last === undefined || last.observed === null || !isMeasured(last)) return [];
  const at = { cx: tenth(x(last.at)), cy: tenth(y(last.observed)) };
  return [node('circle', { ...at, r: 4, fill: colour('candidate'), stroke: colour('paper'), 'stroke-width': 1.5 })];
}
