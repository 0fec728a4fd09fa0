import { lasting } from '../../../api/shown/amount.ts';
import type { WindowInterval } from '../../../core/window/window.ts';
import { dayText, momentIn, timeText, zoneText } from './spoken.ts';
import { BLACKOUTS } from './words.ts';

interface AgendaProps {
  readonly intervals: readonly WindowInterval[];
  readonly zone: string;
  readonly now: number;
}

/** Windows one after the other, with their day, their name and how long they last. */
export const Agenda = ({ intervals, zone, now }: AgendaProps) => (
  <ol className="agenda">
    {intervals.map(({ name, from, to }) => (
      <li key={`${name} ${from}`} aria-current={from <= now && now < to ? 'time' : undefined}>
        <time dateTime={new Date(from).toISOString()} className="figure">
          <strong>{dayText(from, zone)}</strong>
        </time>
        <span className="figure">
          {timeText(from, zone)} –{' '}
          {dayText(from, zone) === dayText(to, zone)
            ? `${timeText(to, zone)} ${zoneText(to, zone)}`
            : momentIn(to, zone)}
        </span>
        <span className="agenda-name">{name}</span>
        <span className="quiet small figure">
          {lasting((to - from) / 1_000)}
          {from <= now && now < to ? ` · ${BLACKOUTS.now}` : ''}
        </span>
      </li>
    ))}
  </ol>
);
