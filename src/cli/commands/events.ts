import type { EventLine } from '../../api/control-plane.ts';
import type { FeedLine } from '../../api/feed.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { eventText } from '../render/event-line.ts';
import { liveFeed } from './feed.ts';

/** Events of one deployment or of all, from a position of the journal on. As `ndjson` without an id it is live: it goes on. */
export async function events(doing: Doing, id: string | undefined, from: number): Promise<Outcome> {
  if (id !== undefined) return eventsOf(doing, id, from);
  if (doing.invocation.output === 'ndjson') return liveFeed(doing, from);
  const plane = await doing.plane();
  const found: FeedLine[] = [];
  for (let after = from - 1; ; ) {
    const { events: page, next } = await plane.feed(after, 0);
    found.push(...page);
    if (next === after) break;
    after = next;
  }
  const text = found.map((event) => `${event.seq}  ${event.deployment}  ${eventText(event)}`).join('\n');
  const last = found.at(-1)?.seq ?? from - 1;
  return { exit: EXIT.good, text: text || 'Nothing happened so far.', data: { events: found, next: last + 1 } };
}

async function eventsOf(doing: Doing, id: string, from: number): Promise<Outcome> {
  const { view, events: all } = await (await doing.plane()).events(id, 0, 0);
  const found = all.filter(({ seq }) => seq >= from);
  const data = { events: found, next: (found.at(-1)?.seq ?? from - 1) + 1 };
  if (doing.invocation.output === 'ndjson') for (const event of found) doing.line('', event);
  const text = found.map(lineText).join('\n') || 'Nothing happened so far.';
  return { exit: EXIT.good, text, data, view, next: nextFor(view) };
}

const lineText = (event: EventLine): string => `${event.seq}  ${eventText(event)}`;
