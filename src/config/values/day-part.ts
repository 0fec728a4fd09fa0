import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

/** A part of a day in minutes since midnight; past midnight when the end is the smaller one. */
export interface WrittenDayPart {
  readonly from: number;
  readonly to: number;
}

const PATTERN = '^(?:any|(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:[01][0-9]|2[0-3]):[0-5][0-9])$';

/** A part of every day such as `08:00-18:00`; `any` is all of it, and read as null. */
export const DayPartValue = textValue(
  { examples: ['08:00-18:00'], description: 'When agents may begin a deployment', pattern: PATTERN },
  (text): WrittenDayPart | null | ReturnType<typeof faulty> => {
    if (text === 'any') return null;
    const [, hour, minute, toHour, toMinute] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text) ?? [];
    const part = { from: minutesOf(hour, minute), to: minutesOf(toHour, toMinute) };
    if (Number.isFinite(part.from) && Number.isFinite(part.to) && part.from !== part.to) return part;
    const message = `${quoted(text)} is no part of a day`;
    return faulty({ code: 'day-part', message, remedy: 'write two times such as 08:00-18:00, or any' });
  },
);

function minutesOf(hour = '', minute = ''): number {
  const [hours, minutes] = [Number(hour), Number(minute)];
  return hour !== '' && hours < 24 && minutes < 60 ? hours * 60 + minutes : Number.NaN;
}

/** Minutes since midnight as people write them. */
export const dayTimeText = (minutes: number): string =>
  `${String(Math.trunc(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
