import { setTimeout as pause } from 'node:timers/promises';
import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { leavingOf, unlessLeft } from '../leaving.ts';
import type { Outcome } from '../outcome.ts';

/** How long one question for news may stay open, in seconds. */
const PATIENCE = 20;
/** A control plane that restarts is waited for this long, in milliseconds. */
const AWAY_LIMIT = 30_000;
const LOOK_AGAIN = 200;

/**
 * Prints every event of all deployments, each once and in its order, until it is left. A control plane that restarts in between
 * loses none: what comes next is asked for by the position of the last one.
 */
export async function liveFeed(doing: Doing, from: number): Promise<Outcome> {
  const leaving = leavingOf(doing.invocation.timeout);
  let plane: ControlPlane | undefined = await doing.plane();
  let after = from - 1;
  let seen = after;
  let lastContact = performance.now();
  try {
    while (!leaving.signal.aborted) {
      try {
        plane ??= await doing.runningPlane();
        if (plane === undefined) throw away();
        const { events, next } = await unlessLeft(plane.feed(after, PATIENCE), leaving.signal);
        lastContact = performance.now();
        for (const event of events) doing.line('', event);
        seen = events.at(-1)?.seq ?? seen;
        after = next;
      } catch (error) {
        if (leaving.signal.aborted) break;
        const isAway = error instanceof ProblemError && error.kind === 'unavailable';
        if (!isAway || performance.now() - lastContact > AWAY_LIMIT) throw error;
        plane = undefined;
        await pause(LOOK_AGAIN);
      }
    }
    return left(Number(leaving.signal.reason), seen + 1);
  } finally {
    leaving.end();
  }
}

const away = (): ProblemError =>
  new ProblemError('unavailable', [
    {
      code: 'contact-lost',
      message: 'The control plane does not answer any longer',
      remedy: 'What runs goes on. Start the control plane again and look: plimsoll status',
    },
  ]);

function left(exit: number, next: number): Outcome {
  const data = { next };
  const remedy = `Go on from there: plimsoll events -o ndjson --from ${next}`;
  if (exit === EXIT.timeout)
    return { exit, text: '', data, errors: [{ code: 'timeout', message: 'Left after --timeout', remedy }] };
  if (exit === EXIT.interrupted)
    return { exit, text: '', data, errors: [{ code: 'left', message: 'Left with Ctrl-C', remedy }] };
  return { exit, text: '', data };
}
