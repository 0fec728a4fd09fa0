import { type Duration, minutes } from '../../core/kernel/duration.ts';
import { earliest, type Instant, later } from '../../core/kernel/instant.ts';
import type { WindowSource } from '../../core/window/window.ts';
import { feedWindows } from './ics/feed-windows.ts';
import { readFeed } from './ics/read-feed.ts';
import type { Reading, Stretch } from './reading.ts';

type FeedSource = Extract<WindowSource, { kind: 'ics' }>;

/** What is held of a feed: its last good text with the moment it was got, and what went wrong since. */
export interface HeldFeed {
  readonly text: string | null;
  readonly readAt: Instant | null;
  readonly problem: string | null;
}

/** What a feed says, with how long that may be believed. */
export interface FeedWindows extends Reading {
  readonly staleAt: Instant | null;
  readonly refreshAt: Instant;
  readonly problem: string | null;
}

/** A feed that cannot be read is tried again no later than this. */
const RETRY = minutes(5);

/** The windows of a feed. One that was never read, or cannot be, is known for no moment at all: all of them count as inside. */
export function readHeldFeed(source: FeedSource, held: HeldFeed | undefined, stretch: Stretch): FeedWindows {
  const { from } = stretch;
  const { name, refresh, staleAfter } = source;
  const retry = later(from, Math.min(refresh, RETRY) as Duration);
  const unreadable = (why: string): FeedWindows => ({
    ...{ intervals: [], knownUntil: from, staleAt: null, refreshAt: retry },
    problem: `the feed of window ${name} cannot be read: ${why}`,
  });
  if (held === undefined || held.text === null || held.readAt === null) {
    return unreadable(held?.problem ?? 'it was not asked for');
  }
  const reading = readFeed(held.text, source);
  if ('fault' in reading) return unreadable(reading.fault);
  const staleAt = later(held.readAt, staleAfter);
  const since = new Date(held.readAt).toISOString();
  const { problem } = held;
  return {
    ...feedWindows(name, reading.groups, stretch),
    staleAt,
    refreshAt: problem === null ? (earliest([later(from, refresh), staleAt]) ?? retry) : retry,
    problem: problem === null ? null : `the feed of window ${name} was last read at ${since}: ${problem}`,
  };
}
