import type { CanaryChart } from './canary-chart.ts';
import { colour } from './colours.ts';
import { beginOf } from './gaps.ts';
import { areaBetween, lineThrough, type Place } from './path.ts';
import type { ChartScale } from './scale.ts';
import { node, type SvgNode } from './svg-node.ts';

/** The limit as a line, over the rest of the stage too, with the side on which it is broken hatched. */
export function drawLimit({ points, breach, now, until }: CanaryChart, scale: ChartScale, id: string): SvgNode[] {
  const runs = limitRuns(points, scale);
  const last = runs.at(-1)?.at(-1);
  // A limit that moves with stable is not known ahead: what comes is drawn thinner.
  const isAsked = points.at(-1)?.at === now;
  const ahead = last === undefined || !isAsked || until <= now ? [] : [last, { x: scale.right, y: last.y }];
  const edge = breach === 'above' ? scale.top : scale.bottom;
  const hatched = [...runs, ahead].filter((run) => run.length > 1);
  const area = (run: readonly Place[]): string =>
    areaBetween(
      run,
      run.map(({ x }) => ({ x, y: edge })),
    );
  if (hatched.length === 0) return [];
  return [
    node(
      'defs',
      {},
      node(
        'pattern',
        { id: `${id}-breach`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        node('line', {
          x1: 0,
          y1: 0,
          x2: 0,
          y2: 6,
          stroke: colour('limit'),
          'stroke-width': 1,
          'stroke-opacity': 0.28,
        }),
      ),
    ),
    ...hatched.map((run) => node('path', { d: area(run), fill: `url(#${id}-breach)` })),
    ...runs.map((run) =>
      node('path', { d: lineThrough(run), fill: 'none', stroke: colour('limit'), 'stroke-width': 1.5 }),
    ),
    ...(ahead.length === 0
      ? []
      : [node('path', { d: lineThrough(ahead), fill: 'none', stroke: colour('limit'), 'stroke-opacity': 0.6 })]),
  ];
}

/** A limit stands whether or not anything is measured: it breaks only where it is not known. */
function limitRuns(points: CanaryChart['points'], { x, y }: ChartScale): Place[][] {
  const runs: Place[][] = [];
  let isOpen = false;
  for (const point of points) {
    if (point.limit === null) {
      isOpen = false;
      continue;
    }
    const at = { x: x(point.at), y: y(point.limit) };
    if (isOpen) runs.at(-1)?.push(at);
    else runs.push([{ x: x(beginOf(point)), y: at.y }, at]);
    isOpen = true;
  }
  return runs;
}
