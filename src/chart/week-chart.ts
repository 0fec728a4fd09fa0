import type { Instant } from '../core/kernel/instant.ts';
import { colour } from './colours.ts';
import { tenth } from './path.ts';
import type { ChartSize } from './scale.ts';
import { node, type SvgNode } from './svg-node.ts';
import { roundTicks } from './ticks.ts';

/** What was delivered in one week. */
export interface Week {
  readonly from: Instant;
  readonly deployed: number;
  readonly failed: number;
}

const MARGIN = { left: 28, right: 8, top: 10, bottom: 24 } as const;

/** Weeks as bars side by side: what reached all traffic, and beside it, hatched by its outline alone, what failed. */
export function drawWeeks(weeks: readonly Week[], { width, height }: ChartSize, told: string, id: string): SvgNode {
  const bottom = height - MARGIN.bottom;
  const most = weeks.reduce((one, { deployed, failed }) => Math.max(one, deployed, failed), 1);
  const { at: ticks } = roundTicks(0, most, 3);
  const y = (count: number): number => bottom - (count / most) * (bottom - MARGIN.top);
  const step = Math.max(1, (width - MARGIN.left - MARGIN.right) / Math.max(1, weeks.length));
  const each = Math.max(1, Math.min(18, step * 0.36));
  const every = Math.max(1, Math.ceil(64 / step));
  return node(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height },
      ...{ role: 'img', 'aria-labelledby': `${id}-told`, 'font-family': 'system-ui, sans-serif', 'font-size': 11 },
    },
    node('title', { id: `${id}-told` }, told),
    ...ticks
      .filter((tick) => Number.isInteger(tick))
      .flatMap((tick) => [
        node('line', {
          ...{
            x1: MARGIN.left,
            x2: width - MARGIN.right,
            y1: tenth(y(tick)),
            y2: tenth(y(tick)),
            stroke: colour('grid'),
          },
        }),
        node(
          'text',
          { x: MARGIN.left - 6, y: tenth(y(tick) + 4), fill: colour('faint'), 'text-anchor': 'end' },
          `${tick}`,
        ),
      ]),
    ...weeks.flatMap(({ from, deployed, failed }, index) => {
      const x = MARGIN.left + step * index + step / 2;
      const bar = (left: number, count: number, look: SvgNode['attributes']): SvgNode[] =>
        count === 0
          ? []
          : [
              node('rect', {
                x: tenth(left),
                y: tenth(y(count)),
                width: tenth(each),
                height: tenth(bottom - y(count)),
                rx: 2,
                ...look,
              }),
            ];
      return [
        ...bar(x - each - 0.5, deployed, { fill: colour('candidate') }),
        ...bar(x + 0.5, failed, { fill: colour('limit'), 'fill-opacity': 0.2, stroke: colour('limit') }),
        ...(index % every === 0
          ? [
              node(
                'text',
                { x: tenth(x), y: bottom + 16, fill: colour('faint'), 'text-anchor': 'middle' },
                dayAndMonth(from),
              ),
            ]
          : []),
      ];
    }),
    node('line', { x1: MARGIN.left, x2: width - MARGIN.right, y1: bottom, y2: bottom, stroke: colour('faint') }),
  );
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const dayAndMonth = (at: Instant): string => {
  const day = new Date(at);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
};
