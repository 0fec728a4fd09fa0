import ICAL from 'ical.js';
import { type Component, eventGroups, type FeedEvent } from './events.ts';
import { FeedFault } from './fault.ts';

/** A feed's events by UID, or why it cannot be read. */
export type FeedReading = { readonly groups: readonly (readonly FeedEvent[])[] } | { readonly fault: string };

/** How a feed is read: which of its events are windows, and the zone of those that name none. */
export interface FeedTerms {
  readonly match: string | null;
  readonly timezone: string;
}

/** A feed may not be larger than this, in bytes. */
export const LARGEST_FEED = 1024 * 1024;
const MOST_COMPONENTS = 10_000;
const DEEPEST = 8;

/**
 * Reads an iCalendar feed. All of it or nothing: where one event that may be a window cannot be read, the whole feed cannot, and
 * counts as an active window. Sizes are looked at before anything is parsed.
 */
export function readFeed(text: string, { match, timezone }: FeedTerms): FeedReading {
  try {
    // Some editors put a mark in front that only says how the text is encoded.
    const plain = text.replace(/^\uFEFF/, '');
    refuseHuge(plain);
    const calendars = calendarsIn(plain);
    return { groups: eventGroups(calendars, match, { zone: timezone }) };
  } catch (error) {
    if (error instanceof FeedFault) return { fault: error.message };
    throw error;
  }
}

function refuseHuge(text: string): void {
  if (text.length > LARGEST_FEED) throw new FeedFault(`it is larger than ${LARGEST_FEED} bytes`);
  let depth = 0;
  let components = 0;
  for (const [, word] of text.matchAll(/^(BEGIN|END):/gim)) {
    depth += word?.toUpperCase() === 'BEGIN' ? 1 : -1;
    components += 1;
    if (depth > DEEPEST) throw new FeedFault('its components are nested too deep');
    if (components > 2 * MOST_COMPONENTS) throw new FeedFault(`it has more than ${MOST_COMPONENTS} components`);
  }
  if (depth !== 0) throw new FeedFault('it is cut off');
}

function calendarsIn(text: string): readonly Component[] {
  const parsed = parsedText(text);
  const all = (typeof parsed[0] === 'string' ? [parsed] : parsed) as readonly Component[];
  if (all.length === 0 || all.some(([name]) => name !== 'vcalendar')) throw new FeedFault('it is no iCalendar text');
  return all;
}

function parsedText(text: string): readonly unknown[] {
  try {
    return ICAL.parse(text) as readonly unknown[];
  } catch (error) {
    throw new FeedFault(
      `it is no iCalendar text: ${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}`,
    );
  }
}
