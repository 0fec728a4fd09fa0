import { isZone } from '../calendar/zone.ts';
import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

/** The name of a time zone: `Europe/Berlin`. */
export const ZoneValue = textValue({ examples: ['Europe/Berlin'], description: 'Time zone of the windows' }, (text) =>
  isZone(text)
    ? text
    : faulty({
        code: 'timezone',
        message: `${quoted(text)} is no time zone that this machine knows`,
        remedy: 'write an IANA name such as Europe/Berlin',
      }),
);
