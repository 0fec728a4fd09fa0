import { createHash } from 'node:crypto';
import { problem } from '../refused.ts';
import { bodyText } from './read-body.ts';

/** Answers a change once, however often it is sent under the same key. */
export type AnswersOnce = (request: Request, change: () => Promise<unknown>) => Promise<unknown>;

interface Answered {
  readonly body: string;
  readonly answer: Promise<unknown>;
}

/** So many changes are remembered: far more than anybody repeats after. */
const REMEMBERED = 1_000;

/**
 * Remembers changes by who asked, for what and under which key. The same body again gets the same answer and changes nothing;
 * another body is refused. What was refused or failed changed nothing, so it is not remembered. A restart forgets all of them:
 * then the versions of the record decide.
 */
export function answersOnce(): AnswersOnce {
  const known = new Map<string, Answered>();
  return async (request, change) => {
    const key = request.headers.get('idempotency-key');
    if (key === null) return change();
    const { pathname, search } = new URL(request.url);
    const who = [request.headers.get('authorization'), request.headers.get('cookie')];
    const name = digest(JSON.stringify([who, pathname, search, key]));
    const body = digest(await bodyText(request));
    const before = known.get(name);
    if (before !== undefined) {
      if (before.body === body) return before.answer;
      throw problem('refused', {
        code: 'idempotency-key-reused',
        message: 'Another change was asked for under the same Idempotency-Key',
        remedy: 'Send a new key with each change',
      });
    }
    const answer = change();
    known.set(name, { body, answer });
    answer.catch(() => known.delete(name));
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return answer;
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');
