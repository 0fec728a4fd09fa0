import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Blackouts } from '../../../api/blackouts.ts';
import type { EnvironmentPlace, EnvironmentView } from '../../../api/environments.ts';
import { instant } from '../../../core/kernel/instant.ts';
import { blockedAt, unknownText } from '../../../core/window/active.ts';
import { useNow } from '../../data/clock.ts';
import { ASKED } from '../../data/queries.ts';
import { ownZone } from '../../data/zoned.ts';
import { Asked } from '../../parts/asked.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Ahead } from './ahead.tsx';
import { CanIShip } from './can-i-ship.tsx';
import { Sources } from './sources.tsx';
import { momentIn } from './spoken.ts';
import { windowsOf } from './windows.ts';
import { BLACKOUTS } from './words.ts';
import './blackouts.css';

/** How far it is looked ahead. */
const DAYS = 60;
const NOWHERE: EnvironmentPlace = { unit: '', environment: '' };

const keyOf = ({ unit, environment }: EnvironmentView): string => `${unit}/${environment}`;

/** When production is left alone, and whether one could ship at a moment. */
export default function BlackoutsRoom() {
  const [chosen, choose] = useState<string | null>(null);
  const [zone, setZone] = useState(ownZone);
  const environments = useQuery(ASKED.environments);
  const views = environments.data ?? [];
  const view =
    views.find((one) => keyOf(one) === chosen) ??
    views.find(({ environment }) => environment === 'production') ??
    views[0];
  const windows = useQuery({ ...windowsOf(view ?? NOWHERE, DAYS), enabled: view !== undefined });
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{BLACKOUTS.title}</h1>
          <p>{BLACKOUTS.more}</p>
        </div>
        {view === undefined ? null : (
          <div className="row">
            <Choice
              label={BLACKOUTS.where}
              value={keyOf(view)}
              all={views.map((one) => [keyOf(one), `${one.unit} ${one.environment}`] as const)}
              onChoose={choose}
            />
            <Choice
              label={BLACKOUTS.zone}
              value={zone}
              all={zonesOf(zone, windows.data)}
              onChoose={(name) => setZone(name ?? 'UTC')}
            />
          </div>
        )}
      </header>
      <Asked query={environments} bars={3}>
        {() =>
          view === undefined ? (
            <Empty title={BLACKOUTS.empty} command="plimsoll blackout list">
              {BLACKOUTS.emptyMore}
            </Empty>
          ) : (
            <Asked query={windows} bars={3}>
              {(found) => <Windows key={keyOf(view)} place={view} found={found} zone={zone} />}
            </Asked>
          )
        }
      </Asked>
    </>
  );
}

/** One's own zone, the one that all share, and those in which the windows are written. */
const zonesOf = (zone: string, found: Blackouts | undefined): readonly (readonly [string, string])[] => {
  const written = (found?.policy.sources ?? []).map(({ timezone }) => timezone);
  return [...new Set([ownZone(), 'UTC', ...written, zone])].map((name) => [name, name] as const);
};

interface WindowsProps {
  readonly place: EnvironmentPlace;
  readonly found: Blackouts;
  readonly zone: string;
}

function Windows({ place, found, zone }: WindowsProps) {
  const now = useNow();
  return (
    <>
      <Standing found={found} zone={zone} now={now} />
      <div className="blackouts">
        <CanIShip {...{ found, zone, now }} />
        <Sources {...{ found, zone }} />
      </div>
      <Ahead {...{ place, found, zone, now }} days={DAYS} />
    </>
  );
}

function Standing({
  found: { calendar },
  zone,
  now,
}: {
  readonly found: Blackouts;
  readonly zone: string;
  readonly now: number;
}) {
  const blocked = blockedAt(calendar, instant(now));
  return (
    <div className={`notice ${blocked === null ? 'good' : 'doubt'}`}>
      <p>
        <strong>
          {blocked === null
            ? BLACKOUTS.openNow
            : BLACKOUTS.deniedNow(blocked.names.length === 0 ? unknownText(calendar) : blocked.names.join(', '))}
        </strong>
        {blocked?.until == null ? null : (
          <span className="figure">
            {' '}
            {BLACKOUTS.until} {momentIn(blocked.until, zone)}
          </span>
        )}
      </p>
      {calendar.problem === undefined ? null : <p>{calendar.problem}</p>}
    </div>
  );
}
