interface TrendProps {
  /** One value for each piece of the stage; null where nothing was measured. */
  readonly series: readonly (number | null)[];
  readonly limit: number | null;
}

const WIDTH = 240;
const HEIGHT = 44;

/** How a metric went, small: gaps stay gaps, the limit is a dashed line. What it says stands in numbers beside it. */
export function Trend({ series, limit }: TrendProps) {
  const known = series.filter((value) => value !== null);
  const all = limit === null ? known : [...known, limit];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  // From zero, unless everything lies so far from it that nothing would be seen.
  const foot = least > most / 2 ? least - (most - least) * 0.4 : 0;
  const span = (most - foot) * 1.12 || 1;
  const x = (index: number): number => (index / Math.max(1, series.length - 1)) * WIDTH;
  const y = (value: number): number => HEIGHT - 2 - ((value - foot) / span) * (HEIGHT - 4);
  return (
    <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {limit === null ? null : <line className="trend-limit" x1={0} x2={WIDTH} y1={y(limit)} y2={y(limit)} />}
      {runsOf(series).map((run) => (
        <polyline
          key={run[0]?.index}
          className="trend-line"
          points={run.map(({ index, value }) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
        />
      ))}
    </svg>
  );
}

interface Point {
  readonly index: number;
  readonly value: number;
}

/** The values between gaps. One that stands alone is drawn as a short dash. */
function runsOf(series: TrendProps['series']): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let isOpen = false;
  for (const [index, value] of series.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    if (!isOpen) runs.push([]);
    isOpen = true;
    runs.at(-1)?.push({ index, value });
  }
  return runs.map((run) =>
    run.length === 1 ? [...run, { ...(run[0] as Point), index: (run[0]?.index ?? 0) + 0.5 }] : run,
  );
}
