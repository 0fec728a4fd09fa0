import { Moment } from '../../../parts/when.tsx';
import { DEPLOYMENT } from '../words.ts';
import type { TabProps } from './tab.ts';

/** What happened, from the journal, newest first. */
export function EventsTab({ followed: { folded } }: TabProps) {
  const lines = [...(folded?.lines ?? [])].reverse();
  return (
    <section className="panel stack">
      <header>
        <h2>{DEPLOYMENT.events(lines.length)}</h2>
        <p className="quiet small">{DEPLOYMENT.eventsMore}</p>
      </header>
      <ol className="events">
        {lines.map(({ seq, time, type, principal, body }) => (
          <li key={seq}>
            <details>
              <summary>
                <span className="small quiet">
                  <Moment at={time} />
                </span>
                <strong>{type}</strong>
                <span className="small quiet">{principal}</span>
              </summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
              <pre tabIndex={0}>{JSON.stringify(body, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
