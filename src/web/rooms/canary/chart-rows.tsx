import type { CanaryChart } from '../../../chart/canary-chart.ts';
import { chartTable } from '../../../chart/table.ts';

/** A chart in numbers. */
export function ChartRows({ chart }: { readonly chart: CanaryChart }) {
  const { head, rows } = chartTable(chart);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="canary-rows" tabIndex={0} aria-label={chart.title}>
      <table className="table small figure">
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name; two of one moment may be alike.
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its column.
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
