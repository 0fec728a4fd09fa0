import { lasting } from '../../../api/shown/amount.ts';
import type { Calendar } from '../../../core/window/window.ts';
import { daysOf } from './days.ts';
import { dayText } from './spoken.ts';
import { BLACKOUTS } from './words.ts';
import './blackouts.css';

interface DayStripProps {
  readonly calendar: Calendar;
  readonly from: number;
  readonly days: number;
  readonly zone: string;
}

/** Days as bars from midnight to midnight, with what is closed of each. */
export const DayStrip = ({ calendar, from, days, zone }: DayStripProps) => (
  <ol className="days">
    {daysOf(calendar, from, days, zone).map((day, index) => {
      const [weekday, date, month] = dayText(day.from, zone).replace(',', '').split(' ');
      const told = day.closedFor === 0 ? BLACKOUTS.free : BLACKOUTS.closedFor(lasting(day.closedFor / 1_000));
      return (
        <li key={day.from} className="day">
          <span className="only-heard">{BLACKOUTS.day(dayText(day.from, zone), told)}</span>
          <span className="day-name small" aria-hidden="true">
            <span className="quiet">{weekday}</span>
            <span>
              {date} <span className="day-month">{index === 0 || date === '1' ? month : ''}</span>
            </span>
          </span>
          <span className="day-bar" aria-hidden="true" title={told}>
            {day.closed.map((part) => (
              <span
                key={`${part.name} ${part.from}`}
                style={{
                  insetBlockStart: `${part.from * 100}%`,
                  blockSize: `${Math.max(2, (part.to - part.from) * 100)}%`,
                }}
              />
            ))}
          </span>
        </li>
      );
    })}
  </ol>
);
