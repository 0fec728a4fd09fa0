import { setTimeout as pause } from 'node:timers/promises';
import type { ControlPlane, EventLine } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import { EXIT, exitOfProblem, exitOfView, type WaitFor } from './exit.ts';

/** How to follow a deployment. */
export interface Following {
  readonly waitFor: WaitFor;
  /** Leave with exit 6 as soon as a person must answer. */
  readonly leaveAtCheckpoint: boolean;
  readonly timeoutSeconds: number | null;
  /** Leave with exit 130 when it is aborted: a person pressed Ctrl-C. */
  readonly leaving?: AbortSignal;
  /** Is told of every event, in order, and of the deployment after it. */
  readonly onEvents: (events: readonly EventLine[], view: DeploymentView) => void;
  /** How long the next question for news may stay open, in seconds; asked before each. */
  readonly patience?: () => number;
  /** Is told when an answer did not come; what was seen last stays the last that is known. */
  readonly onSilence?: () => void;
}

/** Where a follower left, and the deployment as it was last seen. */
export interface Followed {
  readonly exit: number;
  readonly view: DeploymentView;
}

/** How long one question for news may stay open, in seconds. */
const PATIENCE = 20;
/** A control plane that restarts is waited for this long, in milliseconds. */
const AWAY_LIMIT = 30_000;
const LOOK_AGAIN = 200;

/** Follows a deployment by its record until it is over or a wait point is reached. A lost connection is taken up again. */
export async function follow(
  plane: ControlPlane,
  id: string,
  how: Following,
  reconnect: () => Promise<ControlPlane>,
): Promise<Followed> {
  const begun = performance.now();
  const spent = (): number => (performance.now() - begun) / 1_000;
  const isTimeUp = (): boolean => how.timeoutSeconds !== null && spent() >= how.timeoutSeconds;
  let from = 0;
  let here: ControlPlane | null = plane;
  let last: DeploymentView | null = null;
  let lastContact = performance.now();
  for (;;) {
    if (how.leaving?.aborted) return left(EXIT.interrupted, last);
    try {
      here ??= await unlessLeft(reconnect(), how.leaving);
      const { view, events } = await unlessLeft(here.events(id, from, patienceFor(how, spent())), how.leaving);
      lastContact = performance.now();
      last = view;
      from = events.at(-1)?.version ?? from;
      how.onEvents(events, view);
      const exit = exitOfView(view, how.waitFor);
      if (exit !== null) return { exit, view };
      if (how.leaveAtCheckpoint && isForAPerson(view)) return { exit: EXIT.waiting, view };
    } catch (error) {
      if (how.leaving?.aborted) continue;
      if (!isAway(error) || performance.now() - lastContact > AWAY_LIMIT) throw error;
      how.onSilence?.();
      here = null;
      await pause(LOOK_AGAIN);
    }
    if (isTimeUp()) return left(EXIT.timeout, last);
  }
}

// A record that was altered, or a state folder that cannot be used, does not come back by waiting for it.
const isAway = (error: unknown): boolean =>
  error instanceof ProblemError && error.kind === 'unavailable' && exitOfProblem(error) === EXIT.contactLost;

function left(exit: number, view: DeploymentView | null): Followed {
  if (view !== null) return { exit, view };
  const message = 'The deployment was never seen: the control plane does not answer';
  throw new ProblemError('unavailable', [
    { code: 'contact-lost', message, remedy: 'What runs goes on. Look again: plimsoll status' },
  ]);
}

async function unlessLeft<T>(asked: Promise<T>, leaving: AbortSignal | undefined): Promise<T> {
  if (leaving === undefined) return asked;
  let leave = (): void => undefined;
  const isLeft = new Promise<never>((_, reject) => {
    leave = () => reject(new Error('left'));
    leaving.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([asked, isLeft]);
  } finally {
    leaving.removeEventListener('abort', leave);
  }
}

function patienceFor({ timeoutSeconds, patience }: Following, spent: number): number {
  const most = Math.min(PATIENCE, patience?.() ?? PATIENCE);
  return Math.max(0, timeoutSeconds === null ? most : Math.min(most, Math.ceil(timeoutSeconds - spent)));
}

const isForAPerson = (view: DeploymentView): boolean =>
  view.waiting?.for === 'production-promotion' || view.waiting?.for === 'ambiguous-metrics';
