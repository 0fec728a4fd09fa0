import { lasting } from '../../../../api/shown/amount.ts';
import { Empty } from '../../../parts/empty.tsx';
import { DEPLOYMENT } from '../words.ts';
import type { TabProps } from './tab.ts';

/** What will be done, stage by stage, and what takes it back. */
export function PlanTab({ followed: { view } }: TabProps) {
  const { outlook } = view;
  if (outlook === null) return <Empty title={DEPLOYMENT.noPlan}>{DEPLOYMENT.noPlanMore}</Empty>;
  return (
    <section className="panel stack">
      <h2>{DEPLOYMENT.stagesPlanned}</h2>
      <ol className="planned">
        {outlook.stages.map(({ weight, seconds, gates }, index) => (
          <Planned
            // biome-ignore lint/suspicious/noArrayIndexKey: two stages may have one weight; their order never changes.
            key={index}
            what={weight}
            long={seconds === null ? DEPLOYMENT.untilBake : lasting(seconds)}
            gates={gates}
          />
        ))}
        <Planned what={DEPLOYMENT.bake} long={lasting(outlook.bakeSeconds)} gates={outlook.bakeGates} />
      </ol>
      <h3>{DEPLOYMENT.armed}</h3>
      <ul className="row">
        {outlook.armed.map((text) => (
          <li key={text}>
            <code className="chip">{text}</code>
          </li>
        ))}
      </ul>
      {view.planDigest === null ? null : (
        <p className="small quiet">
          {DEPLOYMENT.planDigest} <code>{view.planDigest}</code>
        </p>
      )}
    </section>
  );
}

interface PlannedProps {
  readonly what: string;
  readonly long: string;
  readonly gates: readonly string[];
}

const Planned = ({ what, long, gates }: PlannedProps) => (
  <li>
    <strong className="figure">{what}</strong>
    <span className="quiet figure">{long}</span>
    <span className="row">
      {gates.length === 0 ? <span className="quiet">{DEPLOYMENT.noGates}</span> : null}
      {gates.map((gate) => (
        <code key={gate} className="chip">
          {gate}
        </code>
      ))}
    </span>
  </li>
);
