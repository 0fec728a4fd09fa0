import type { Feed, FeedLine } from '../api/feed.ts';
import type { Entry } from '../ports/journal.ts';
import { eventLine } from './event-line.ts';
import type { ServiceParts } from './parts.ts';

const PREFIX = 'deployment/';
/** How many entries of the journal are looked through at a time. */
const PAGE = 500;

/** Events of all deployments after a position of the journal; when there are none yet, waits for the first. */
export async function feedAfter(parts: ServiceParts, after: number, waitSeconds: number): Promise<Feed> {
  const news = new AbortController();
  // Listening begins before reading: what is recorded in between is not missed.
  const stopFollowing = parts.journal.follow((entries) => {
    if (entries.some(isOfADeployment)) news.abort();
  });
  try {
    const present = await firstPage(parts, after);
    if (present.events.length > 0 || waitSeconds <= 0) return present;
    await parts.clock.wait(waitSeconds * 1_000, AbortSignal.any([news.signal, parts.ending])).catch(() => undefined);
    return await firstPage(parts, present.next);
  } finally {
    stopFollowing();
  }
}

/** The first page with an event of a deployment on it, or the journal's end. */
async function firstPage(parts: ServiceParts, after: number): Promise<Feed> {
  let next = after;
  for (;;) {
    const entries = await parts.journal.readAll(next, PAGE);
    next = entries.at(-1)?.seq ?? next;
    const events = entries.filter(isOfADeployment).map((entry) => feedLine(parts, entry));
    if (events.length > 0 || entries.length < PAGE) return { events, next };
  }
}

const isOfADeployment = ({ stream }: Entry): boolean => stream.startsWith(PREFIX);

function feedLine({ store }: ServiceParts, entry: Entry): FeedLine {
  const deployment = entry.stream.slice(PREFIX.length);
  const opening = store.deployment(deployment)?.state.opening;
  const { environment = '', spec } = opening ?? {};
  return { ...eventLine(entry), deployment, unit: spec?.name ?? '', environment };
}
