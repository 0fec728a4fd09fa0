import { type KeyboardEvent, type PointerEvent, useId, useMemo, useState } from 'react';
import { type CanaryChart, differenceOf } from '../../../chart/canary-chart.ts';
import { drawChart } from '../../../chart/draw.ts';
import { nearestTo, placedAt } from '../../../chart/nearest.ts';
import { readingOf } from '../../../chart/sentence.ts';
import { ChartRows } from './chart-rows.tsx';
import { Drawing } from './drawing.tsx';
import { useWidth } from './use-width.ts';
import { CANARY } from './words.ts';
import './canary.css';

/** The chart of one gate: seen, pointed at, read with arrow keys, or listed. */
export function CanaryFigure({ chart }: { readonly chart: CanaryChart }) {
  const id = useId();
  const [isDifference, setDifference] = useState(false);
  const [isListed, setListed] = useState(false);
  const shown = useMemo(() => (isDifference ? differenceOf(chart) : chart), [chart, isDifference]);
  const hasStable = chart.points.some(({ baseline }) => baseline !== null);
  return (
    <figure className="canary panel">
      <figcaption>
        <h3>
          <code>{chart.title}</code>
        </h3>
        <p className="small quiet figure">{chart.subtitle}</p>
      </figcaption>
      <Plot chart={shown} id={id} />
      <div className="row small">
        {hasStable ? (
          <label className="row canary-switch">
            <input type="checkbox" checked={isDifference} onChange={({ target }) => setDifference(target.checked)} />
            {CANARY.difference}
          </label>
        ) : null}
        <details onToggle={({ currentTarget }) => setListed(currentTarget.open)}>
          <summary>{CANARY.table}</summary>
          {isListed ? <ChartRows chart={shown} /> : null}
        </details>
      </div>
    </figure>
  );
}

/** Below this width a chart is lower too. */
const NARROW = 480;

function Plot({ chart, id }: { readonly chart: CanaryChart; readonly id: string }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const height = width < NARROW ? 190 : 230;
  const size = useMemo(() => ({ width, height }), [width, height]);
  const drawing = useMemo(() => (width === 0 ? null : drawChart(chart, size, id)), [chart, size, id, width]);
  const last = chart.points.length - 1;
  const index = Math.min(at ?? last, last);
  const read = placedAt(chart, size, index);
  const point = ({ clientX, currentTarget }: PointerEvent): void =>
    setAt(nearestTo(chart, size, clientX - currentTarget.getBoundingClientRect().left));
  const press = (event: KeyboardEvent): void => {
    const to = stepOf(event, index, last);
    if (to === null) return;
    event.preventDefault();
    setAt(to);
  };
  return (
    <div>
      <div
        ref={box}
        className="canary-plot"
        role="slider"
        tabIndex={0}
        aria-label={CANARY.read(chart.title)}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, index)}
        aria-valuetext={read === null ? CANARY.noPoint : readingOf(chart, read.point)}
        style={{ height }}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setAt(null)}
        onKeyDown={press}
        onBlur={() => setAt(null)}
      >
        {drawing === null ? null : <Drawing node={drawing} />}
        {at === null || read === null ? null : (
          <svg className="canary-read" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            <line x1={read.x} x2={read.x} y1={22} y2={height - 36} />
            {read.y === null ? null : <circle cx={read.x} cy={read.y} r={4.5} />}
          </svg>
        )}
      </div>
      <p className="small figure canary-reading" aria-hidden="true">
        {at === null || read === null ? CANARY.hint : readingOf(chart, read.point)}
      </p>
    </div>
  );
}

/** Where a key leads; null for one that leads nowhere. A page is ten points. */
function stepOf({ key }: KeyboardEvent, index: number, last: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - 10,
    PageUp: index + 10,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to === undefined ? null : Math.max(0, Math.min(last, to));
}
