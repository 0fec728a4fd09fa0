import { open } from 'node:fs/promises';
import type { CalendarFeed, FeedPlace } from '../../../ports/calendar-feed.ts';
import { containedPath } from '../../shared/contained-path.ts';
import { lasting, reporting } from '../../shared/driver-failure.ts';
import { getText } from '../../shared/outgoing/get-text.ts';

/** The limits of a feed that nothing else is said of. */
const MOST = 1024 * 1024;
const WITHIN = 10_000;

/** What a test may change of how feeds are read. */
export interface IcsFeedOptions {
  readonly within?: number;
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
}

/** Reads iCalendar feeds from addresses and from files. */
export function icsFeed(options: IcsFeedOptions = {}): CalendarFeed {
  return {
    name: 'ics',
    read: (place, signal) =>
      /^https?:/i.test(place.place)
        ? getText(
            { within: WITHIN, ...options, url: place.place, allowPrivate: place.allowPrivate, most: MOST },
            signal,
          )
        : fileText(place),
  };
}

const fileText = ({ place, dir }: FeedPlace): Promise<string> =>
  reporting(`reading the calendar ${place}`, async () => {
    const file = await open(await containedPath(dir, place), 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) throw lasting(`the calendar ${place} is no file`);
      if (found.size > MOST) throw lasting(`the calendar ${place} has more than ${MOST} bytes`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  });
