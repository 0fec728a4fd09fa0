import type { PlainRequest } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { statusText } from '../render/status.ts';

/** Asks for something that needs no signature: hold, resume, abort, roll back, or a plain answer to a checkpoint. */
export async function act(
  doing: Doing,
  id: string | undefined,
  kind: PlainRequest['kind'],
  reason: string | undefined,
): Promise<Outcome> {
  if (reason === undefined || reason.trim() === '') {
    throw new ProblemError('usage', [
      {
        code: 'reason-missing',
        message: `${kind} needs a reason: it stands in the record`,
        remedy: 'Add: --reason TEXT',
      },
    ]);
  }
  const plane = await doing.plane();
  const named = id ?? (await plane.list()).find((view) => !view.over)?.id;
  if (named === undefined) {
    throw new ProblemError('usage', [
      { code: 'no-such-deployment', message: 'No deployment is under way', remedy: 'List them: plimsoll status --all' },
    ]);
  }
  const view = await plane.ask(named, { kind, reason });
  return { exit: EXIT.good, text: statusText(view), data: view, view, next: nextFor(view) };
}
