import { amountText, tickText } from './amount.ts';
import type { CanaryChart } from './canary-chart.ts';
import { clockTime, dayOf, zoneText } from './clock-time.ts';
import { colour } from './colours.ts';
import { drawLimit } from './draw-limit.ts';
import { drawHolds, drawMarks } from './draw-marks.ts';
import { drawTracks } from './draw-tracks.ts';
import { type ChartScale, type ChartSize, scaleOf } from './scale.ts';
import { chartSentence } from './sentence.ts';
import { node, type SvgNode } from './svg-node.ts';
import { roundTicks, timeTicks } from './ticks.ts';

/** Draws a chart. `id` must be unlike any other in the document that shows it. The same chart gives the same drawing, bit by bit. */
export function drawChart(chart: CanaryChart, size: ChartSize, id: string): SvgNode {
  const scale = scaleOf(chart, size);
  return node(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: size.width,
      height: size.height,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-told`,
      'font-family': 'system-ui, sans-serif',
      'font-size': 12,
    },
    node('title', { id: `${id}-title` }, chart.title),
    node('desc', { id: `${id}-told` }, chartSentence(chart)),
    ...drawValueAxis(chart, scale),
    ...drawTimeAxis(chart, scale),
    ...drawHolds(chart, scale),
    ...drawLimit(chart, scale, id),
    ...drawMarks(chart, scale),
    ...drawTracks(chart, scale),
    ...drawEnd(chart, scale),
  );
}

function drawValueAxis({ unit }: CanaryChart, { left, right, top, bottom, low, high, y }: ChartScale): SvgNode[] {
  const { step, at } = roundTicks(low, high, Math.max(2, Math.floor((bottom - top) / 44)));
  return at.flatMap((value) => [
    node('line', { x1: left, x2: right, y1: place(y(value)), y2: place(y(value)), stroke: colour('grid') }),
    text(left - 8, y(value) + 4, tickText(value, step, unit), { 'text-anchor': 'end' }),
  ]);
}

function drawTimeAxis({ from, until, zone }: CanaryChart, { left, right, bottom, width, x }: ChartScale): SvgNode[] {
  const { step, at } = timeTicks(from, until, Math.max(2, Math.floor((right - left) / 72)), zone);
  const label = (moment: (typeof at)[number]): string =>
    step >= 86_400_000 ? dayOf(moment, zone) : clockTime(moment, zone, step < 60_000);
  return [
    node('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: colour('faint') }),
    ...at.flatMap((moment) => [
      node('line', { x1: place(x(moment)), x2: place(x(moment)), y1: bottom, y2: bottom + 4, stroke: colour('faint') }),
      x(moment) + 26 > width
        ? text(width, bottom + 17, label(moment), { 'text-anchor': 'end' })
        : text(x(moment), bottom + 17, label(moment), { 'text-anchor': 'middle' }),
    ]),
    text(left, bottom + 32, zoneText(zone), { 'font-size': 11 }),
  ];
}

/** The last value at the end of each line, with its unit; those that would lie on each other are moved apart. */
function drawEnd({ points, unit }: CanaryChart, { top, bottom, x, y }: ChartScale): SvgNode[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const ends = [
    { value: last.observed, name: 'candidate' as const, weight: 600 },
    { value: last.baseline, name: 'stable' as const, weight: 400 },
    { value: last.limit, name: 'limit' as const, weight: 400, lifted: LIFTED },
  ].flatMap(({ value, lifted = 0, ...rest }) => (value === null ? [] : [{ ...rest, value, at: y(value) - lifted }]));
  const apart = spread(
    ends.toSorted((one, other) => one.at - other.at),
    top,
    bottom,
  );
  return apart.map(({ value, name, weight, at }) =>
    text(x(last.at) + 8, at + 4, amountText(value, unit), { ...HALO, fill: colour(name), 'font-weight': weight }),
  );
}

/** A number stays readable where a line runs through it. */
const HALO = { stroke: colour('paper'), 'stroke-width': 5, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };

/** The limit’s line goes on behind the last value: its number stands above it. */
const LIFTED = 9;

const LINE = 14;

function spread<T extends { readonly at: number }>(labels: readonly T[], top: number, bottom: number): T[] {
  const placed: T[] = [];
  for (const label of labels) {
    placed.push({ ...label, at: Math.max(label.at, top + 4, (placed.at(-1)?.at ?? -Infinity) + LINE) });
  }
  for (let index = placed.length - 1, floor = bottom - 2; index >= 0; index -= 1, floor -= LINE) {
    const label = placed[index];
    if (label !== undefined && label.at > floor) placed[index] = { ...label, at: floor };
  }
  return placed;
}

const text = (x: number, y: number, said: string, more: SvgNode['attributes'] = {}): SvgNode =>
  node('text', { x: place(x), y: place(y), fill: colour('faint'), ...more }, said);

/** A place to a tenth of a pixel. */
const place = (value: number): number => Math.round(value * 10) / 10;
