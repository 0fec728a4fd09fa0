import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HeldFeed } from '../config/calendar/feed-reading.ts';
import { readFeed } from '../config/calendar/ics/read-feed.ts';
import { occurrences } from '../config/calendar/occurrences.ts';
import { type Instant, instant, later } from '../core/kernel/instant.ts';
import type { Calendar, WindowPolicy, WindowSource } from '../core/window/window.ts';
import { writeAtomically } from '../drivers/shared/atomic-file.ts';
import type { CalendarFeed } from '../ports/calendar-feed.ts';
import { DriverError } from '../ports/driver-error.ts';

type FeedSource = Extract<WindowSource, { kind: 'ics' }>;

const Kept = z.object({ text: z.string(), readAt: z.number() });

/** No feed holds anybody up for longer, in milliseconds. */
const LIMIT = 12_000;

/** Turns window sources into a calendar; feeds are read when they are due. `now` is the moment it is asked at. */
export type CalendarReader = (policy: WindowPolicy, now: Instant, until: Instant, dir: string) => Promise<Calendar>;

/**
 * Reads calendars. The last good text of each feed is kept in memory and in this folder: a feed that is away for an hour, or a
 * control plane that starts again meanwhile, stops nobody before the feed is stale.
 */
export function calendarReader(feed: CalendarFeed, keptIn: string): CalendarReader {
  const held = new Map<string, HeldFeed>();
  const under = new Map<string, Promise<HeldFeed>>();

  const heldFeed = async (source: FeedSource, now: Instant, dir: string): Promise<HeldFeed> => {
    const key = createHash('sha256')
      .update(JSON.stringify([source, dir]))
      .digest('hex');
    const file = join(keptIn, `${key}.json`);
    const before = held.get(key) ?? (await keptText(file, now));
    const isFresh = before?.readAt != null && before.problem === null && now < later(before.readAt, source.refresh);
    if (before !== undefined && isFresh) return before;
    // Several deployments ask at the same moment; the feed is asked once.
    const asking = under.get(key) ?? fetched(feed, source, { before, now, dir, file });
    under.set(key, asking);
    try {
      const after = await asking;
      held.set(key, after);
      return after;
    } finally {
      under.delete(key);
    }
  };

  return async (policy, now, until, dir) => {
    const feeds = new Map<string, HeldFeed>();
    await Promise.all(
      policy.sources.map(async (source) => {
        if (source.kind === 'ics') feeds.set(source.name, await heldFeed(source, now, dir));
      }),
    );
    return occurrences(policy, now, until, feeds);
  };
}

interface Asking {
  readonly before: HeldFeed | undefined;
  readonly now: Instant;
  readonly dir: string;
  readonly file: string;
}

async function fetched(feed: CalendarFeed, source: FeedSource, { before, now, dir, file }: Asking): Promise<HeldFeed> {
  const failed = (problem: string): HeldFeed => ({
    text: before?.text ?? null,
    readAt: before?.readAt ?? null,
    problem,
  });
  try {
    const place = { place: source.ics, dir, allowPrivate: source.allowPrivate };
    const text = await feed.read(place, AbortSignal.timeout(LIMIT));
    const reading = readFeed(text, source);
    if ('fault' in reading) return failed(reading.fault);
    // Only a convenience: without it the next start asks the feed before it believes anything.
    await writeAtomically(file, JSON.stringify({ text, readAt: now })).catch(() => undefined);
    return { text, readAt: now, problem: null };
  } catch (error) {
    if (error instanceof DriverError) return failed(error.message);
    throw error;
  }
}

async function keptText(file: string, now: Instant): Promise<HeldFeed | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const kept = Kept.safeParse(JSON.parse(text));
    return kept.success
      ? { text: kept.data.text, readAt: instant(Math.min(now, kept.data.readAt)), problem: null }
      : undefined;
  } catch {
    return undefined;
  }
}
