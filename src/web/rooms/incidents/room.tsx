import { useQuery } from '@tanstack/react-query';
import { Asked } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { IncidentCard } from './incident-card.tsx';
import { incidents } from './incidents.ts';
import { INCIDENTS } from './words.ts';
import './incidents.css';

/** What went wrong in production: what is not explained first. */
export default function IncidentsRoom() {
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{INCIDENTS.title}</h1>
          <p>{INCIDENTS.more}</p>
        </div>
      </header>
      <Asked query={useQuery(incidents)} bars={3}>
        {({ open, explained }) =>
          open.length + explained.length === 0 ? (
            <Empty title={INCIDENTS.empty}>{INCIDENTS.emptyMore}</Empty>
          ) : (
            <>
              <section className="stack" aria-labelledby="open">
                <h2 id="open">{INCIDENTS.open}</h2>
                {open.length === 0 ? <p className="quiet">{INCIDENTS.noneOpen}</p> : null}
                {open.map((row) => (
                  <IncidentCard key={row.id} row={row} isOpen />
                ))}
              </section>
              {explained.length === 0 ? null : (
                <section className="stack" aria-labelledby="explained">
                  <h2 id="explained">{INCIDENTS.past}</h2>
                  {explained.map((row) => (
                    <IncidentCard key={row.id} row={row} isOpen={false} />
                  ))}
                </section>
              )}
            </>
          )
        }
      </Asked>
    </>
  );
}
