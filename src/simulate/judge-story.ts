import type { Played } from './play.ts';
import type { Expectations } from './story.ts';
import { boundText, keeps, lengthText } from './values.ts';

/** One expectation of a story, and what was found. */
export interface Expected {
  readonly name: keyof Expectations;
  readonly expected: string;
  readonly found: string;
  readonly met: boolean;
}

/** What a story promised against what it came to, in the order in which expectations are described. */
export function judgeStory(expect: Expectations, played: Played): readonly Expected[] {
  const found: Expected[] = [];
  const same = (name: 'signal' | 'phase' | 'cause', value: string | null): void => {
    const expected = expect[name];
    if (expected !== undefined) found.push({ name, expected, found: value ?? 'none', met: value === expected });
  };
  const bound = (name: 'exposed_requests' | 'failed_requests', value: number): void => {
    const expected = expect[name];
    if (expected === undefined) return;
    found.push({ name, expected: boundText(expected), found: String(value), met: keeps(expected, value) });
  };
  same('signal', played.signal);
  same('phase', played.phase);
  same('cause', causeOf(played));
  if (expect.within !== undefined) {
    const took = played.tookToSignal;
    const met = took !== null && took <= expect.within;
    found.push({
      name: 'within',
      expected: lengthText(expect.within),
      found: took === null ? 'never' : lengthText(took),
      met,
    });
  }
  bound('exposed_requests', played.exposed);
  bound('failed_requests', played.failed);
  return found;
}

function causeOf({ events }: Played): string | null {
  for (const { event } of events) if (event.type === 'RollbackStarted') return event.cause.kind;
  return null;
}
