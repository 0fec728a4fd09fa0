import { lasting } from '../../api/shown/amount.ts';
import { useNow } from '../data/clock.ts';

const SAME_DAY = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
const OTHER_DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const WHOLE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** A moment with its zone: the clock alone today, the day as well on any other. */
export function momentText(at: string | number, now: number): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date(now).toDateString();
  return (isToday ? SAME_DAY : OTHER_DAY).format(moment);
}

/** A moment as a clock shows it. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={WHOLE.format(new Date(at))} className="figure">
      {momentText(at, useNow())}
    </time>
  );
}

/** How long ago something was, counting on. */
export function Ago({ at }: { readonly at: string }) {
  const seconds = (useNow() - Date.parse(at)) / 1_000;
  return (
    <time dateTime={at} title={WHOLE.format(new Date(at))} className="figure">
      {coarse(seconds)} ago
    </time>
  );
}

/** How long until something, counting down; nothing once it is over. */
export function Left({ until }: { readonly until: string }) {
  const seconds = (Date.parse(until) - useNow()) / 1_000;
  return (
    <time dateTime={until} title={WHOLE.format(new Date(until))} className="figure">
      {lasting(Math.max(0, seconds))}
    </time>
  );
}

/** How long something has lasted, or lasted. */
export function Lasted({ from, to }: { readonly from: string | number; readonly to: string | number | null }) {
  const now = useNow();
  const begun = new Date(from).getTime();
  const ended = to === null ? now : new Date(to).getTime();
  return <span className="figure">{lasting(Math.max(0, ended - begun) / 1_000)}</span>;
}

// A list in which every row counts seconds is restless.
const coarse = (seconds: number): string =>
  seconds < 60 ? lasting(seconds) : lasting(seconds).replace(/(m)\d\ds$/, '$1');
