import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { EnvironmentView } from '../../../api/environments.ts';
import { zoneHere } from '../../data/zoned.ts';
import { Asked } from '../../parts/asked.tsx';
import { Agenda } from '../blackouts/agenda.tsx';
import { DayStrip } from '../blackouts/day-strip.tsx';
import { windowsOf } from '../blackouts/windows.ts';
import { ENVIRONMENTS } from '../environments/words.ts';

const DAYS = 14;
/** More are listed in the room of windows. */
const LISTED = 6;

/** The blackout windows of the next two weeks. */
export function WindowStrip({ view: { unit, environment } }: { readonly view: EnvironmentView }) {
  const query = useQuery(windowsOf({ unit, environment }, DAYS));
  return (
    <section className="panel stack" aria-labelledby="windows">
      <div className="row spread">
        <h2 id="windows">{ENVIRONMENTS.windows}</h2>
        <Link href="/blackouts">{ENVIRONMENTS.toWindows}</Link>
      </div>
      <Asked query={query} bars={1}>
        {({ from, calendar }) => {
          const zone = zoneHere(from).name;
          return (
            <>
              <DayStrip calendar={calendar} from={from} days={DAYS} zone={zone} />
              {calendar.intervals.length === 0 ? (
                <p className="quiet">{ENVIRONMENTS.noWindows}</p>
              ) : (
                <Agenda intervals={calendar.intervals.slice(0, LISTED)} zone={zone} now={from} />
              )}
            </>
          );
        }}
      </Asked>
    </section>
  );
}
