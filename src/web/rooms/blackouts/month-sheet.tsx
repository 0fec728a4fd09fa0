import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import type { EnvironmentPlace } from '../../../api/environments.ts';
import { formatDuration, milliseconds } from '../../../core/kernel/duration.ts';
import type { Calendar } from '../../../core/window/window.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { beginningOf, canShow, type MonthDay, monthAfter, monthAt, weeksOf } from './month.ts';
import { dayText, monthText, timeText } from './spoken.ts';
import { windowsOf } from './windows.ts';
import { BLACKOUTS } from './words.ts';

/** Days that are asked for: those of six weeks, and one more, as the last of them must be known whole. */
const DAYS_ASKED = 43;
/** Windows of a day that are named in it; of more it says how many. */
const NAMED = 2;

interface MonthSheetProps {
  readonly place: EnvironmentPlace;
  readonly month: string;
  readonly zone: string;
  readonly now: number;
  readonly onGo: (month: string) => void;
}

/** A month as a sheet of days, each with what is closed of it, and the ways to the months beside it. */
export function MonthSheet({ place, month, zone, now, onGo }: MonthSheetProps) {
  const thisMonth = monthAt(now, zone);
  // What is over is not looked at again: this month is asked for from now on.
  const from = month === thisMonth ? null : new Date(beginningOf(month, zone)).toISOString();
  const query = useQuery(windowsOf(place, DAYS_ASKED, from));
  const beside = (by: number, whyNot: string) => {
    const other = monthAfter(month, by);
    return (
      <Button small whyNot={canShow(other, thisMonth) ? '' : whyNot} onPress={() => onGo(other)}>
        <span aria-hidden="true">
          {by < 0 ? '← ' : ''}
          {monthText(other, 'short')}
          {by < 0 ? '' : ' →'}
        </span>
        <span className="only-heard">{monthText(other)}</span>
      </Button>
    );
  };
  return (
    <>
      <div className="row spread">
        {beside(-1, BLACKOUTS.earlier)}
        <strong role="status">{monthText(month)}</strong>
        {beside(1, BLACKOUTS.later)}
      </div>
      <Asked query={query} bars={6}>
        {({ calendar }) => <Weeks {...{ calendar, month, zone }} now={Math.floor(now / 60_000) * 60_000} />}
      </Asked>
    </>
  );
}

interface WeeksProps {
  readonly calendar: Calendar;
  readonly month: string;
  readonly zone: string;
  readonly now: number;
}

// Drawn anew each minute, not each second: every day of it is put into words.
const Weeks = memo(({ calendar, month, zone, now }: WeeksProps) => {
  const weeks = weeksOf(calendar, month, zone, now);
  return (
    <table className="month">
      <caption className="quiet small">{BLACKOUTS.caption(monthText(month), zone)}</caption>
      <thead>
        <tr>
          {BLACKOUTS.weekdays.map((name) => (
            <th key={name} scope="col" className="quiet small">
              <abbr title={name}>{name.slice(0, 3)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.date}>
            {week.map((day) => (
              <DayCell key={day.date} day={day} zone={zone} isToday={day.from <= now && now < day.to} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
});

interface DayCellProps {
  readonly day: MonthDay;
  readonly zone: string;
  readonly isToday: boolean;
}

/** A day: its number, a bar from midnight to midnight with what is closed of it, and the same in words. */
function DayCell({ day, zone, isToday }: DayCellProps) {
  const { date, closed, standing, isOfMonth, from } = day;
  const parts = closed.map((part) => partText(part, zone));
  const length = formatDuration(milliseconds(day.closedFor));
  const short = standing === 'part' ? length : BLACKOUTS.standings[standing];
  const told = [standing === 'part' ? BLACKOUTS.closedFor(length) : short, ...parts].join(', ');
  return (
    <td
      className={`month-day ${standing}${isOfMonth ? '' : ' beside'}`}
      aria-current={isToday ? 'date' : undefined}
      title={parts.join('\n') || undefined}
    >
      <span className="only-heard">{BLACKOUTS.day(dayText(from, zone), told)}</span>
      <span aria-hidden="true">
        <span className="month-date figure">{Number(date.slice(8))}</span>
        {standing === 'free' || standing === 'over' ? null : (
          <>
            <span className="month-bar">
              {closed.map((part) => (
                <span
                  key={`${part.name} ${part.from}`}
                  style={{
                    insetInlineStart: `${part.from * 100}%`,
                    inlineSize: `${Math.max(4, (part.to - part.from) * 100)}%`,
                  }}
                />
              ))}
            </span>
            <span className="month-short figure">{short}</span>
            {parts.slice(0, NAMED).map((text) => (
              <span key={text} className="month-named quiet">
                {text}
              </span>
            ))}
            {parts.length <= NAMED ? null : (
              <span className="month-named quiet">{BLACKOUTS.andMore(parts.length - NAMED)}</span>
            )}
          </>
        )}
      </span>
    </td>
  );
}

/** When a window closes a part of a day, and its name; the name alone where that is all of the day. */
const partText = ({ name, from, to, begins, ends }: MonthDay['closed'][number], zone: string): string =>
  from === 0 && to === 1 ? name : `${timeText(begins, zone)}–${to === 1 ? '24:00' : timeText(ends, zone)} ${name}`;
