import type { ControlPlane, EventLine } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import { EXIT, exitOfView, type WaitFor } from './exit.ts';

/** How to follow a deployment. */
export interface Following {
  readonly waitFor: WaitFor;
  /** Leave with exit 6 as soon as a person must answer. */
  readonly leaveAtCheckpoint: boolean;
  readonly timeoutSeconds: number | null;
  /** Is told of every event, in order, and of the deployment after it. */
  readonly onEvents: (events: readonly EventLine[], view: DeploymentView) => void;
}

/** How long one question for news may stay open, in seconds. */
const PATIENCE = 20;
/** A control plane that restarts is waited for this long, in milliseconds. */
const AWAY_LIMIT = 30_000;

/** Follows a deployment by its record until it is over or a wait point is reached. A lost connection is taken up again. */
export async function follow(
  plane: ControlPlane,
  id: string,
  how: Following,
  reconnect: () => Promise<ControlPlane>,
): Promise<{ readonly exit: number; readonly view: DeploymentView }> {
  const begun = Date.now();
  let from = 0;
  let here = plane;
  let lastContact = Date.now();
  for (;;) {
    try {
      const { view, events } = await here.events(id, from, patienceFor(how, begun));
      lastContact = Date.now();
      from = events.at(-1)?.version ?? from;
      how.onEvents(events, view);
      const exit = exitOfView(view, how.waitFor);
      if (exit !== null) return { exit, view };
      if (how.leaveAtCheckpoint && isForAPerson(view)) return { exit: EXIT.waiting, view };
      if (how.timeoutSeconds !== null && Date.now() - begun >= how.timeoutSeconds * 1_000)
        return { exit: EXIT.timeout, view };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.kind !== 'unavailable' || Date.now() - lastContact > AWAY_LIMIT)
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
      here = await reconnect();
    }
  }
}

function patienceFor(how: Following, begun: number): number {
  if (how.timeoutSeconds === null) return PATIENCE;
  const left = Math.ceil(how.timeoutSeconds - (Date.now() - begun) / 1_000);
  return Math.max(0, Math.min(PATIENCE, left));
}

const isForAPerson = (view: DeploymentView): boolean =>
  view.waiting?.for === 'production-promotion' || view.waiting?.for === 'ambiguous-metrics';
