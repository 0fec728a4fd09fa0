import type { LiveView } from '../../../../api/live.ts';
import { lasting } from '../../../../api/shown/amount.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Moment } from '../../../parts/when.tsx';
import { CanaryFigures } from '../../canary/canary-figures.tsx';
import { Announcer } from '../announcer.tsx';
import { GateLines } from '../gate-lines.tsx';
import { StageTrack } from '../stage-track.tsx';
import { Tile } from '../tile.tsx';
import { TrafficBar } from '../traffic-bar.tsx';
import { DEPLOYMENT } from '../words.ts';
import type { TabProps } from './tab.ts';

/** Whether the candidate is well: where the traffic goes, how far the stage is, and what each gate says of its numbers. */
export function LiveTab({ followed: { view } }: TabProps) {
  const { live, traffic, stage, outlook } = view;
  if (traffic === null || outlook === null) {
    return <Empty title={DEPLOYMENT.notLive}>{DEPLOYMENT.notLiveMore}</Empty>;
  }
  return (
    <>
      <Announcer view={view} />
      <section className="panel stack">
        <TrafficBar view={view} traffic={traffic} />
        {stage === null ? null : <StageTrack view={view} stage={stage} outlook={outlook} />}
      </section>
      {live === null ? null : <Tiles live={live} />}
      <CanaryFigures id={view.id} isMeasured={live !== null} />
    </>
  );
}

function Tiles({ live }: { readonly live: LiveView }) {
  const gates = live.gates.filter(({ kind }) => kind === 'gate');
  const triggers = live.gates.filter(({ kind }) => kind === 'trigger');
  return (
    <>
      {(live.troubles ?? []).map(({ source, detail, since }) => (
        <div key={source} className="notice doubt">
          <p>
            <strong>{DEPLOYMENT.trouble(source)}</strong> {DEPLOYMENT.since} <Moment at={since} />: {detail}
          </p>
        </div>
      ))}
      <section className="stack" aria-labelledby="gates">
        <div className="row spread">
          <h2 id="gates">{DEPLOYMENT.gates}</h2>
          <span className="small quiet figure">
            {DEPLOYMENT.judged(lasting(live.judgedSeconds), lasting(live.plannedSeconds))}
          </span>
        </div>
        <div className="tiles">
          {gates.map((gate) => (
            <Tile key={gate.gate} gate={gate} />
          ))}
        </div>
      </section>
      <GateLines id="triggers" title={DEPLOYMENT.triggers} gates={triggers} />
      <GateLines id="shadows" title={DEPLOYMENT.shadows} gates={live.shadows ?? []} />
    </>
  );
}
