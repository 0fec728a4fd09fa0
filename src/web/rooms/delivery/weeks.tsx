import { useId } from 'react';
import type { DeliveryView } from '../../../api/delivery.ts';
import { drawWeeks } from '../../../chart/week-chart.ts';
import { Drawing } from '../canary/drawing.tsx';
import { useWidth } from '../canary/use-width.ts';
import { DELIVERY } from './words.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** What was delivered and what failed, week by week. */
export function Weeks({ view: { weeks } }: { readonly view: DeliveryView }) {
  const id = useId();
  const [box, width] = useWidth<HTMLDivElement>();
  const sum = (of: (week: (typeof weeks)[number]) => number): number => weeks.reduce((all, week) => all + of(week), 0);
  const told = DELIVERY.told(
    sum(({ deployed }) => deployed),
    sum(({ failed }) => failed),
    weeks.length,
  );
  return (
    <section className="panel stack weeks" aria-labelledby="weeks">
      <div className="row spread">
        <h2 id="weeks">{DELIVERY.weeks}</h2>
        <ul className="row small quiet" aria-hidden="true">
          <li className="key deployed">{DELIVERY.deployed}</li>
          <li className="key failed">{DELIVERY.failed}</li>
        </ul>
      </div>
      <div ref={box} className="weeks-plot">
        {width === 0 ? null : <Drawing node={drawWeeks(weeks, { width, height: 180 }, told, id)} />}
      </div>
      <details>
        <summary>{DELIVERY.table}</summary>
        <table className="table small figure">
          <thead>
            <tr>
              <th scope="col">{DELIVERY.week}</th>
              <th scope="col">{DELIVERY.deployed}</th>
              <th scope="col">{DELIVERY.failed}</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map(({ from, deployed, failed }) => (
              <tr key={from}>
                <td>{DAY.format(from)}</td>
                <td>{deployed}</td>
                <td>{failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
