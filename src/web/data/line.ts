import { eventStream, type News } from '../../api/event-stream.ts';
import { ProblemError } from '../../api/problem.ts';
import { EVERYTHING } from '../../api/stream-filter.ts';
import { session } from '../access/session.ts';
import { setClock } from './clock.ts';
import { freshness } from './freshness.ts';
import { openLine } from './plane.ts';
import { heardOf, heardQuietly } from './recorded.ts';
import { takeIn, takeInEverything } from './take-in.ts';

const NAME = 'plimsoll-events';

/** What the tab that holds the line tells the others. */
type Told = { readonly kind: 'news'; readonly news: News } | { readonly kind: 'who-leads' };

/**
 * Follows the events of the control plane until the signal is aborted. However many tabs there are, one of them holds the line
 * and tells the others: a browser opens six connections to a place, and a stream takes one for good.
 */
export function followEvents(signal: AbortSignal): void {
  const others = new BroadcastChannel(NAME);
  let leads = false;
  let lastSign: News | null = null;
  let position: number | null = null;
  const hear = (news: News): void => {
    if (news.kind === 'event') position = news.event.seq;
    if (news.kind === 'connected') position ??= news.sign.seq;
    if (news.kind === 'connected' || news.kind === 'lost') lastSign = news;
    heard(news);
  };
  others.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.kind === 'news') hear(data.news);
    else if (leads && lastSign !== null) others.postMessage({ kind: 'news', news: lastSign } satisfies Told);
  };
  signal.addEventListener('abort', () => others.close(), { once: true });
  others.postMessage({ kind: 'who-leads' } satisfies Told);
  const lead = async (): Promise<void> => {
    leads = true;
    const request = { filter: EVERYTHING, after: position, signal, wait };
    for await (const news of eventStream(openLine, request)) {
      hear(news);
      if (!signal.aborted) others.postMessage({ kind: 'news', news } satisfies Told);
    }
  };
  navigator.locks.request(NAME, { signal }, lead).catch((error: unknown) => {
    if (!signal.aborted) freshness.set({ kind: 'away', since: Date.now(), why: whyOf(error) });
  });
}

const whyOf = (error: unknown): string =>
  error instanceof ProblemError ? (error.problems[0]?.message ?? error.message) : String(error);

function heard(news: News): void {
  switch (news.kind) {
    case 'event':
      heardOf(news.event.seq);
      takeIn(news.event);
      return;
    case 'heartbeat':
      heardQuietly(news.seq);
      setClock(news.time);
      if (freshness.get().kind === 'live') freshness.set({ kind: 'live', heard: Date.now() });
      return;
    case 'gap':
      void takeInEverything();
      return;
    case 'connected':
      heardOf(news.sign.seq);
      void becomeLive();
      return;
    case 'lost':
      connected += 1;
      freshness.set({ kind: 'away', since: awaySince(), why: news.why });
  }
}

/** Nothing is offered as possible before all of it was asked anew; where that fails on a line that is up, it is tried again. */
async function becomeLive(): Promise<void> {
  connected += 1;
  const line = connected;
  for (;;) {
    try {
      await takeInEverything();
      if (line === connected) freshness.set({ kind: 'live', heard: Date.now() });
      return;
    } catch (error) {
      if (line !== connected || session.standing.get() !== 'in') return;
      freshness.set({ kind: 'away', since: awaySince(), why: whyOf(error) });
      await new Promise((tried) => setTimeout(tried, TRY_AGAIN));
    }
  }
}

const TRY_AGAIN = 2_000;
/** Counts the lines there were: what was begun on an earlier one says nothing of this one. */
let connected = 0;

function awaySince(): number {
  const before = freshness.get();
  return before.kind === 'away' ? before.since : before.kind === 'live' ? before.heard : Date.now();
}

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
