import { memo } from 'react';
import type { LiveGate } from '../../../api/live.ts';
import { measured, measuredRange, whole } from '../../../api/shown/amount.ts';
import { verdictWords } from '../../../api/shown/verdict-words.ts';
import { Badge } from '../../parts/sign.tsx';
import { Trend } from './trend.tsx';
import { DEPLOYMENT } from './words.ts';

/** A gate or trigger with its numbers: what was observed, its limit, unit and sample count, and the verdict in words. */
export const Tile = memo(({ gate }: { readonly gate: LiveGate }) => {
  const { bounds, requests, errors } = gate;
  const { observed, baseline, low, high, limit, unit } = bounds;
  const { meaning, words } = verdictWords(gate);
  return (
    <article className="tile panel">
      <header>
        <h3>
          <code>{gate.gate}</code>
        </h3>
        <Badge of={meaning}>{words}</Badge>
      </header>
      <p className="tile-value figure">
        {observed === null ? (
          <span className="quiet">{DEPLOYMENT.noData}</span>
        ) : (
          <Value text={measured(observed, unit)} />
        )}
      </p>
      <Trend series={gate.series} limit={limit} />
      <dl className="tile-facts small figure">
        {limit === null ? null : <Fact name={DEPLOYMENT.limit}>{measured(limit, unit)}</Fact>}
        {baseline === null ? null : <Fact name={DEPLOYMENT.stable}>{measured(baseline, unit)}</Fact>}
        {low === null && high === null ? null : <Fact name={DEPLOYMENT.between}>{measuredRange(low, high, unit)}</Fact>}
      </dl>
      <p className="small quiet figure">
        {DEPLOYMENT.requests(whole(requests))}
        {errors === 0 ? null : `, ${DEPLOYMENT.errors(whole(errors))}`}
      </p>
    </article>
  );
});

const Fact = ({ name, children }: { readonly name: string; readonly children: string }) => (
  <div>
    <dt className="quiet">{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** A number large and its unit small. */
function Value({ text }: { readonly text: string }) {
  const blank = text.lastIndexOf(' ');
  const [number, unit] = blank === -1 || /\d$/.test(text) ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1)];
  return (
    <>
      {number}
      {unit === '' ? null : <span className="tile-unit"> {unit}</span>}
    </>
  );
}
