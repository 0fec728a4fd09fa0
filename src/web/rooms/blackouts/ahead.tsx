import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Blackouts } from '../../../api/blackouts.ts';
import type { EnvironmentPlace } from '../../../api/environments.ts';
import { Button } from '../../parts/button.tsx';
import { Agenda } from './agenda.tsx';
import { DayStrip } from './day-strip.tsx';
import { monthAsked, monthAt } from './month.ts';
import { MonthSheet } from './month-sheet.tsx';
import { BLACKOUTS } from './words.ts';

/** Days that are drawn: four weeks and the rest of one. */
const DRAWN = 28;
/** Windows that are listed before somebody asks for all. */
const LISTED = 10;
const AGENDA = '/blackouts';
const MONTH = '/blackouts?view=month';

interface AheadProps {
  readonly place: EnvironmentPlace;
  readonly found: Blackouts;
  /** How far ahead that was found. */
  readonly days: number;
  readonly zone: string;
  readonly now: number;
}

/** The windows to come, as an agenda or month by month; the address says which, so that it can be kept and passed on. */
export function Ahead({ place, found, days, zone, now }: AheadProps) {
  const asked = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const isMonth = asked.get('view') === 'month';
  return (
    <section className="panel stack" aria-labelledby="ahead">
      <div className="row spread">
        <h2 id="ahead">{isMonth ? BLACKOUTS.byMonth : BLACKOUTS.ahead(days)}</h2>
        <nav className="views" aria-label={BLACKOUTS.views}>
          <Link href={AGENDA} aria-current={isMonth ? undefined : 'page'}>
            {BLACKOUTS.agenda}
          </Link>
          <Link href={MONTH} aria-current={isMonth ? 'page' : undefined}>
            {BLACKOUTS.month}
          </Link>
        </nav>
      </div>
      {isMonth ? (
        <MonthSheet
          {...{ place, zone, now, month: monthAsked(asked.get('month'), monthAt(now, zone)) }}
          onGo={(month) => go(`${MONTH}&month=${month}`)}
        />
      ) : (
        <Days {...{ found, zone, now }} />
      )}
    </section>
  );
}

function Days({ found: { calendar, from }, zone, now }: Pick<AheadProps, 'found' | 'zone' | 'now'>) {
  const [isWhole, showWhole] = useState(false);
  const { intervals } = calendar;
  return (
    <>
      <DayStrip calendar={calendar} from={from} days={DRAWN} zone={zone} />
      {intervals.length === 0 ? (
        <p className="quiet">{BLACKOUTS.none}</p>
      ) : (
        <Agenda intervals={intervals.slice(0, isWhole ? undefined : LISTED)} zone={zone} now={now} />
      )}
      {isWhole || intervals.length <= LISTED ? null : (
        <div>
          <Button small onPress={() => showWhole(true)}>
            {BLACKOUTS.showAll(intervals.length)}
          </Button>
        </div>
      )}
    </>
  );
}
