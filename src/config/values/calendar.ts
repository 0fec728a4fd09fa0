import { cronFault } from '../calendar/cron.ts';
import { parseWallTime } from '../calendar/date-time.ts';
import { matchFault } from '../calendar/ics/match.ts';
import { ruleFault } from '../calendar/rrule.ts';
import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

/** When a window opens, as cron writes it. */
export const CronValue = textValue(
  { examples: ['0 17 * * 1-5'], description: 'When it opens: five fields' },
  (text) => {
    const why = cronFault(text);
    if (why === null) return text;
    const message = `${quoted(text)} is no cron expression: ${why}`;
    return faulty({ code: 'cron', message, remedy: 'write five fields such as "0 17 * * 1-5"' });
  },
);

/** When a window opens, as a rule of RFC 5545. */
export const RuleValue = textValue(
  { examples: ['FREQ=WEEKLY;BYDAY=FR'], description: 'When it opens: a recurrence rule of RFC 5545' },
  (text) => {
    const why = ruleFault(text);
    if (why === null) return text;
    const message = `${quoted(text)} is no recurrence rule for windows: ${why}`;
    return faulty({ code: 'rrule', message, remedy: 'write a rule such as "FREQ=WEEKLY;BYDAY=FR"' });
  },
);

/** A date and a time of the zone that stands beside it. */
export const WallTimeValue = textValue(
  { examples: ['2026-12-18T00:00'], description: 'Date and time in the zone' },
  (text) =>
    parseWallTime(text) === undefined
      ? faulty({
          code: 'date',
          message: `${quoted(text)} is no date with time`,
          remedy: 'write year, month, day and time, such as "2026-12-18T00:00"; the zone stands beside it',
        })
      : text,
);

/** Where a feed is read: an address, or a file of the unit's folder. */
export const FeedAddressValue = textValue(
  { examples: ['https://calendar.example/freeze.ics'], description: 'Where the calendar is read: address or file' },
  (text) => {
    const why = addressFault(text);
    if (why === null) return text;
    const message = `${quoted(text)} is no place of a calendar: ${why}`;
    const remedy = 'write an address such as "https://calendar.example/freeze.ics", or a file of this folder';
    return faulty({ code: 'feed-address', message, remedy });
  },
);

const LONGEST = 2_000;

function addressFault(text: string): string | null {
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const leaves = text.startsWith('/') || text.split(/[\\/]/).includes('..') || text === '' || text.includes('\0');
    return leaves ? 'a file lies in the folder of the unit' : null;
  }
  if (!URL.canParse(text)) return 'the address cannot be read';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'addresses begin with https:// or http://';
  return username + password === '' ? null : 'no name and password: they would stand in the plan';
}

/** Which events of a feed are windows. */
export const MatchValue = textValue(
  { examples: ['^FREEZE'], description: 'Which events are windows, by their summary: ^ begins with, $ ends with' },
  (text) => {
    const why = matchFault(text);
    if (why === null) return text;
    return faulty({ code: 'match', message: `${quoted(text)}: ${why}`, remedy: 'write a text such as "^FREEZE"' });
  },
);

const RANGE =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}\/(?:[89]|[12]\d|3[0-2])|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\/(?:[89]|[1-9]\d|1[01]\d|12[0-8]))$/;

/** A range of private addresses. */
export const AddressRangeValue = textValue(
  { examples: ['10.20.0.0/16'], description: 'Private addresses that may be connected to' },
  (text) =>
    RANGE.test(text)
      ? text
      : faulty({
          code: 'address-range',
          message: `${quoted(text)} is no range of addresses`,
          remedy: 'write a range such as 10.20.0.0/16',
        }),
);
