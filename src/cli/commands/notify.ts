import type { NotificationView } from '../../api/notifications.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** Messages to receivers outside, and what became of each. */
export async function notifyList(
  doing: Doing,
  options: { readonly delivery?: NotificationView['delivery'] },
): Promise<Outcome> {
  const messages = await (await doing.plane()).notifications({ delivery: options.delivery ?? null });
  const none =
    options.delivery === undefined ? 'Nothing was sent, and nothing waits.' : `No message is ${options.delivery}.`;
  const isAnyDead = messages.some(({ delivery }) => delivery === 'dead');
  return {
    exit: EXIT.good,
    text: messages.length === 0 ? none : messages.map(describe).join('\n'),
    data: { messages },
    next: isAnyDead ? [{ command: 'plimsoll notify replay --all', why: 'send what was given up once more' }] : [],
  };
}

/** Sends messages once more, each with the id that it had. */
export async function notifyReplay(
  doing: Doing,
  ids: readonly string[],
  options: { readonly all: boolean },
): Promise<Outcome> {
  if (ids.length === 0 && !options.all)
    throw new ProblemError('usage', [
      {
        code: 'notify-which',
        message: 'Which messages are to be sent once more is not said',
        remedy: 'Name them, or all that wait or were given up: plimsoll notify replay --all',
      },
    ]);
  const plane = await doing.plane();
  const unsent = options.all
    ? (await plane.notifications({ delivery: null })).filter(({ delivery }) => delivery !== 'sent').map(({ id }) => id)
    : [];
  const messages: NotificationView[] = [];
  // Oldest first, as they were made.
  for (const id of [...ids, ...unsent.toReversed()]) messages.push(await plane.replay(id));
  const text = messages.length === 0 ? 'No message waits, and none was given up.' : messages.map(describe).join('\n');
  const next = messages.length === 0 ? [] : [{ command: 'plimsoll notify list', why: 'see what became of them' }];
  return { exit: EXIT.good, text, data: { messages }, next };
}

function describe({ id, kind, to, delivery, failures, problem, nextAt, at }: NotificationView): string {
  const tried = failures === 0 ? '' : `  ${failures} failed ${failures === 1 ? 'try' : 'tries'}`;
  const next = nextAt === null ? '' : `  next ${nextAt}`;
  const why = problem === null ? '' : `  (${problem})`;
  return `${at}  ${delivery}  ${kind}  → ${to}${tried}${next}${why}\n  ${id}`;
}
