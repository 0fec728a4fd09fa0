import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { EnvironmentView } from '../../../api/environments.ts';
import { useIsLive } from '../../data/freshness.ts';
import { ASKED } from '../../data/queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { SAID } from '../../words.ts';
import { Marks } from '../environments/marks.tsx';
import { ENVIRONMENTS } from '../environments/words.ts';
import { DriftPanel } from './drift-panel.tsx';
import { HoldDialog } from './hold-dialog.tsx';
import { HoldPanel } from './hold-panel.tsx';
import { Inventory } from './inventory.tsx';
import { Serving } from './serving.tsx';
import { WindowStrip } from './window-strip.tsx';
import './environment.css';

/** One environment, compared with its record just now. */
export default function EnvironmentRoom() {
  const { unit = '', environment = '' } = useParams<{ unit: string; environment: string }>();
  const query = useQuery(ASKED.environment({ unit, environment }));
  return (
    <>
      <Link href="/environments" className="small">
        {ENVIRONMENTS.all}
      </Link>
      {query.data === undefined ? (
        <h1>
          {unit} <span className="quiet">{environment}</span>
        </h1>
      ) : null}
      <Asked query={query} bars={4}>
        {(view) => <Whole view={view} />}
      </Asked>
    </>
  );
}

function Whole({ view }: { readonly view: EnvironmentView }) {
  const [isAsking, setAsking] = useState(false);
  const isLive = useIsLive();
  const whyNot = isLive ? (view.heldBy === null ? '' : ENVIRONMENTS.holdAlready) : SAID.notLive;
  return (
    <>
      <header className="room-head">
        <div className="environment-head">
          <h1>
            {view.unit} <span className="quiet">{view.environment}</span>
          </h1>
          <Marks view={view} />
        </div>
        <Button onPress={() => setAsking(true)} whyNot={whyNot}>
          {ENVIRONMENTS.holdNow}
        </Button>
      </header>
      {isAsking ? <HoldDialog view={view} onClose={() => setAsking(false)} /> : null}
      <div className="environment">
        <div className="stack">
          <Serving view={view} />
          <Inventory view={view} />
        </div>
        <div className="stack">
          <HoldPanel view={view} />
          <DriftPanel view={view} />
        </div>
      </div>
      <WindowStrip view={view} />
    </>
  );
}
