import type { ControlPlane, EventLine, OpenRequest } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT, type WaitFor } from '../exit.ts';
import { follow } from '../follow.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { eventText } from '../render/event-line.ts';
import { planText } from '../render/plan.ts';
import { statusText } from '../render/status.ts';
import { whyNot } from '../why-not.ts';

/** What `deploy` and `plan` are told. */
export interface DeployOptions {
  readonly reference: string;
  readonly dirty: boolean;
  readonly reason: string;
}

/** What else `deploy` is told about waiting. */
export interface WaitOptions {
  readonly waitFor: WaitFor;
  readonly wait: boolean;
  readonly detach: boolean;
}

/** Deploys the unit of this folder and follows it to the wait point. */
export async function deploy(doing: Doing, options: DeployOptions & WaitOptions): Promise<Outcome> {
  const plane = await doing.plane();
  const { view, attached } = await plane.open(requestOf(doing, options));
  if (attached) doing.say(`the same is under way: attached to ${view.id}`);
  if (options.detach) return { exit: EXIT.good, text: statusText(view), data: view, view, next: nextFor(view) };
  return watchTo(doing, view.id, options.waitFor, !options.wait || doing.invocation.noInput);
}

/** Follows a deployment to its end. */
export const watch = (doing: Doing, id: string): Promise<Outcome> => watchTo(doing, id, 'complete', false);

async function watchTo(doing: Doing, id: string, waitFor: WaitFor, leaveAtCheckpoint: boolean): Promise<Outcome> {
  const onEvents = (events: readonly EventLine[]): void => {
    for (const event of events) doing.line(eventText(event), event);
  };
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  process.once('SIGINT', leave);
  const { timeout } = doing.invocation;
  const how = { waitFor, leaveAtCheckpoint, timeoutSeconds: timeout, leaving: leaving.signal, onEvents };
  try {
    const { exit, view } = await follow(await doing.plane(), id, how, () => back(doing));
    return { exit, text: statusText(view), data: view, view, errors: whyNot(exit, view), next: nextFor(view) };
  } finally {
    process.off('SIGINT', leave);
  }
}

// A control plane that died comes back by its watchdog; one that somebody stopped is not started by those who only watch.
async function back(doing: Doing): Promise<ControlPlane> {
  const plane = await doing.runningPlane();
  if (plane !== undefined) return plane;
  const remedy = 'What runs goes on. Start the control plane again and look: plimsoll status';
  throw new ProblemError('unavailable', [
    { code: 'contact-lost', message: 'The control plane does not answer any longer', remedy },
  ]);
}

/** What `deploy` would do. Changes nothing. */
export async function plan(doing: Doing, options: DeployOptions): Promise<Outcome> {
  const planned = await (await doing.plane()).plan(requestOf(doing, options));
  const next = [{ command: 'plimsoll deploy', why: 'do it' }];
  return { exit: EXIT.good, text: planText(planned), data: planned, next };
}

const requestOf = ({ invocation }: Doing, options: DeployOptions): OpenRequest => ({
  config: invocation.config,
  environment: invocation.environment ?? 'production',
  reference: options.reference,
  dirty: options.dirty,
  reason: options.reason,
});
