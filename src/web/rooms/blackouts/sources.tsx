import type { Blackouts } from '../../../api/blackouts.ts';
import { formatDuration } from '../../../core/kernel/duration.ts';
import type { WindowSource } from '../../../core/window/window.ts';
import { momentIn } from './spoken.ts';
import { BLACKOUTS } from './words.ts';

/** Each window as the file has it, what they do to a rollout, and how far feeds are believed. */
export function Sources({ found: { policy, calendar }, zone }: { readonly found: Blackouts; readonly zone: string }) {
  return (
    <section className="panel stack" aria-labelledby="sources">
      <h2 id="sources">{BLACKOUTS.sources}</h2>
      {policy.sources.length === 0 ? (
        <p className="quiet">{BLACKOUTS.noSources}</p>
      ) : (
        <dl className="facts">
          {policy.sources.map((source) => (
            <div key={`${source.kind} ${source.name}`}>
              <dt>{source.name}</dt>
              <dd>
                {sourceText(source)} <span className="quiet small">{source.timezone}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="quiet">
        {BLACKOUTS.onOpen[policy.onOpen]} {BLACKOUTS.lookahead[policy.lookahead]}
      </p>
      {calendar.staleAt === undefined ? null : (
        <p className="quiet">
          {BLACKOUTS.believedUntil} <span className="figure">{momentIn(calendar.staleAt, zone)}</span>
        </p>
      )}
    </section>
  );
}

function sourceText(source: WindowSource): string {
  switch (source.kind) {
    case 'cron':
      return BLACKOUTS.cron(source.cron, formatDuration(source.duration));
    case 'dates':
      return BLACKOUTS.dates(source.from, source.to);
    case 'rrule':
      return BLACKOUTS.rule(source.rrule, source.starts, formatDuration(source.duration));
    case 'ics':
      return BLACKOUTS.feed(source.ics, formatDuration(source.refresh), formatDuration(source.staleAfter));
  }
}
