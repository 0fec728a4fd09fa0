import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Blackouts } from '../../../api/blackouts.ts';
import type { EnvironmentView } from '../../../api/environments.ts';
import { instant } from '../../../core/kernel/instant.ts';
import { blockedAt, unknownText } from '../../../core/window/active.ts';
import { useNow } from '../../data/clock.ts';
import { ASKED } from '../../data/queries.ts';
import { ownZone } from '../../data/zoned.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Agenda } from './agenda.tsx';
import { CanIShip } from './can-i-ship.tsx';
import { DayStrip } from './day-strip.tsx';
import { Sources } from './sources.tsx';
import { momentIn } from './spoken.ts';
import { windowsOf } from './windows.ts';
import { BLACKOUTS } from './words.ts';
import './blackouts.css';

const DAYS = 60;
/** Days that are drawn: four weeks and the rest of one. */
const DRAWN = 28;
/** Windows that are listed before somebody asks for all. */
const LISTED = 10;

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
              all={zonesOf(zone)}
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
            <OfEnvironment key={keyOf(view)} view={view} zone={zone} />
          )
        }
      </Asked>
    </>
  );
}

/** One's own zone and the one that all share. */
const zonesOf = (zone: string): readonly (readonly [string, string])[] =>
  [...new Set([ownZone(), 'UTC', zone])].map((name) => [name, name] as const);

const OfEnvironment = ({ view, zone }: { readonly view: EnvironmentView; readonly zone: string }) => (
  <Asked query={useQuery(windowsOf(view, DAYS))} bars={3}>
    {(found) => <Windows found={found} zone={zone} />}
  </Asked>
);

function Windows({ found, zone }: { readonly found: Blackouts; readonly zone: string }) {
  const now = useNow();
  const [isWhole, showWhole] = useState(false);
  const { calendar, from } = found;
  return (
    <>
      <Standing found={found} zone={zone} now={now} />
      <div className="blackouts">
        <CanIShip {...{ found, zone, now }} />
        <Sources {...{ found, zone }} />
      </div>
      <section className="panel stack" aria-labelledby="ahead">
        <h2 id="ahead">{BLACKOUTS.ahead(DAYS)}</h2>
        <DayStrip calendar={calendar} from={from} days={DRAWN} zone={zone} />
        {calendar.intervals.length === 0 ? (
          <p className="quiet">{BLACKOUTS.none}</p>
        ) : (
          <Agenda intervals={calendar.intervals.slice(0, isWhole ? undefined : LISTED)} zone={zone} now={now} />
        )}
        {isWhole || calendar.intervals.length <= LISTED ? null : (
          <div>
            <Button small onPress={() => showWhole(true)}>
              {BLACKOUTS.showAll(calendar.intervals.length)}
            </Button>
          </div>
        )}
      </section>
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
