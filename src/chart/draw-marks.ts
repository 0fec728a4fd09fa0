import type { CourseMark } from '../core/course/course.ts';
import type { CanaryChart } from './canary-chart.ts';
import { type ChartColour, colour } from './colours.ts';
import { tenth } from './path.ts';
import type { ChartScale } from './scale.ts';
import { node, type SvgNode } from './svg-node.ts';

const COLOUR: Readonly<Record<CourseMark['kind'], ChartColour>> = {
  weight: 'mark',
  asked: 'hold',
  answered: 'hold',
  rollback: 'limit',
  done: 'mark',
};

/** The times in which the weight might not rise, as a shade over the whole height. */
export const drawHolds = ({ holds, from, now, until }: CanaryChart, { x, top, bottom }: ChartScale): SvgNode[] =>
  holds.flatMap((hold) => {
    const [begin, end] = [Math.max(from, hold.from), Math.min(until, hold.to ?? now)];
    if (end <= begin) return [];
    return [
      node(
        'rect',
        {
          ...{ x: tenth(x(begin)), y: tenth(top), width: tenth(Math.max(1, x(end) - x(begin))) },
          ...{ height: tenth(bottom - top), fill: colour('hold'), 'fill-opacity': 0.13 },
        },
        node('title', {}, `held: ${hold.text}`),
      ),
    ];
  });

/** What was done, as lines with a word above them. Marks that fall on one place are one line, and a word that has no room is left out. */
export function drawMarks(chart: CanaryChart, scale: ChartScale): SvgNode[] {
  const drawn: SvgNode[] = [];
  let lineAt = -Infinity;
  let roomFrom = -Infinity;
  for (const { at, kind, text } of marksWithin(chart)) {
    const x = scale.x(at);
    if (x - lineAt >= 1.5) drawn.push(lineOf(x, kind, text, scale));
    lineAt = Math.max(lineAt, x);
    const word = wordOf(kind, text);
    const width = word.length * 6.2;
    // A word near the end stands before its line.
    const begins = x + width > scale.width ? x - width : x;
    if (begins < roomFrom) continue;
    const place = { x: tenth(begins), y: tenth(scale.top - 9), fill: colour(COLOUR[kind]), 'font-size': 11 };
    drawn.push(node('text', place, word));
    roomFrom = begins + width + 8;
  }
  return drawn;
}

/** What happened just before the first measured second, like the first shift, stands at the beginning. */
const marksWithin = ({ marks, from, until }: CanaryChart): readonly CourseMark[] =>
  marks.filter(({ at }) => at >= from - BEFORE && at <= until + BEFORE);

const BEFORE = 60_000;

function lineOf(x: number, kind: CourseMark['kind'], text: string, { top, bottom }: ChartScale): SvgNode {
  const isSolid = kind === 'rollback';
  return node(
    'line',
    {
      ...{ x1: tenth(x), x2: tenth(x), y1: tenth(top - 4), y2: tenth(bottom), stroke: colour(COLOUR[kind]) },
      ...(isSolid ? { 'stroke-width': 2 } : { 'stroke-width': 1, 'stroke-dasharray': '1 3' }),
    },
    node('title', {}, text),
  );
}

const wordOf = (kind: CourseMark['kind'], text: string): string =>
  kind === 'weight' ? text.replace(' to the candidate', '') : kind === 'asked' ? 'asked' : text;
