import type { ControlPlane, OpenRequest } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { EXIT, type WaitFor } from '../exit.ts';
import { handOver } from '../github/hand-over.ts';
import { isOnGithub } from '../github/workflow-command.ts';
import { watchLive } from '../live/watch-live.ts';
import { watchPlain } from '../live/watch-plain.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { planReference, writePlan } from '../plan-file.ts';
import { closingLines } from '../render/closing.ts';
import { lookOf, showingOf } from '../render/look.ts';
import { planText } from '../render/plan.ts';
import { statusText } from '../render/status.ts';
import { type Line, type Pen, penOf, written } from '../render/styled.ts';
import { tellingLog } from '../telling-log.ts';
import { whyNot } from '../why-not.ts';

/** What `deploy` and `plan` are told. */
export interface DeployOptions {
  readonly reference: string;
  readonly dirty: boolean;
  readonly reason: string;
  readonly ticket?: string;
  readonly outOfOrder?: string;
  /** What is taken as it is stored: `app@sha256:…`. */
  readonly artifact: readonly string[];
  /** The file or digest of the plan that it must come to. */
  readonly plan?: string;
}

/** What a look ahead is told beside that. */
export interface LookOptions {
  readonly out?: string;
  readonly exitCode: boolean;
}

/** What else `deploy` is told about waiting. */
export interface WaitOptions {
  readonly waitFor: WaitFor;
  readonly wait: boolean;
  readonly detach: boolean;
}

/** Deploys the unit of this folder and follows it to the wait point. */
export async function deploy(doing: Doing, options: DeployOptions & WaitOptions): Promise<Outcome> {
  const request = await requestOf(doing, options);
  const plane = await doing.plane();
  const { view, attached } = await plane.open(request);
  if (attached) doing.say(`the same is under way: attached to ${view.id}`);
  if (options.detach) {
    const text = statusText(view, doing.invocation.zone);
    return { exit: EXIT.good, text, data: view, view, next: nextFor(view) };
  }
  return watchTo(doing, view.id, options.waitFor, !options.wait || doing.invocation.noInput);
}

/** Follows a deployment to its end. */
export const watch = (doing: Doing, id: string): Promise<Outcome> => watchTo(doing, id, 'complete', false);

async function watchTo(doing: Doing, id: string, waitFor: WaitFor, leaveAtCheckpoint: boolean): Promise<Outcome> {
  const { env, stdout } = process;
  const around = { env, isTerminal: stdout.isTTY === true };
  const look = lookOf(doing.invocation, around);
  const showing = showingOf(doing.invocation, around);
  const how = { waitFor, leaveAtCheckpoint, timeoutSeconds: doing.invocation.timeout };
  const plane = await doing.plane();
  const reconnect = () => back(doing);
  const { exit, view } =
    showing === 'live'
      ? await watchLive(plane, id, how, look, reconnect)
      : await watchPlain(doing, plane, id, how, reconnect, { zone: look.zone, areLinesWanted: showing === 'plain' });
  const lines = showing === 'none' ? [] : await closing(doing, exit, view, penOf(look), showing === 'live');
  const text = showing === 'none' ? '' : lines.map((line) => written(line, { ...look, color: false })).join('\n');
  return { exit, text, lines, data: view, view, errors: whyNot(exit, view), next: nextFor(view) };
}

/** The closing report; on a runner of GitHub the steps after this one get their outputs, and the page of the run a report. */
async function closing(
  doing: Doing,
  exit: number,
  view: DeploymentView,
  pen: Pen,
  isBelowFrame: boolean,
): Promise<readonly Line[]> {
  // Who left does not wait for more than is known.
  const plane = exit === EXIT.interrupted ? undefined : await doing.runningPlane();
  if (plane === undefined) return closingLines(view, null, pen, isBelowFrame);
  if (isOnGithub(process.env))
    for (const problem of await handOver(plane, view, process.env)) doing.say(`warning: ${problem}`);
  return closingLines(view, await tellingLog(plane, view.id, exit), pen, isBelowFrame);
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

/** What `deploy` would do. Changes no environment; with `--out` it packages, and writes the plan down. */
export async function plan(doing: Doing, options: DeployOptions & LookOptions): Promise<Outcome> {
  const { out } = options;
  const request = await requestOf(doing, options);
  const asked = out === undefined ? request : { ...request, package: true };
  const planned = await (await doing.plane()).plan(asked);
  const { sealed, changes } = planned;
  if (out !== undefined && sealed !== null) await writePlan(doing.invocation.dir, out, sealed.file);
  const text = planText(planned, doing.invocation.zone);
  return {
    exit: options.exitCode && changes ? EXIT.changes : EXIT.good,
    text:
      out === undefined ? text : `${text}\nThe plan is in ${out}. To come to just this: plimsoll deploy --plan ${out}`,
    data: planned,
    next: [{ command: out === undefined ? 'plimsoll deploy' : `plimsoll deploy --plan ${out}`, why: 'do it' }],
  };
}

async function requestOf({ invocation }: Doing, options: DeployOptions): Promise<OpenRequest> {
  const { reference, dirty, reason, ticket, outOfOrder, artifact, plan } = options;
  return {
    config: invocation.config,
    environment: invocation.environment ?? 'production',
    ...{ reference, dirty, reason },
    ...(ticket === undefined ? {} : { ticket }),
    ...(outOfOrder === undefined ? {} : { outOfOrder }),
    ...(artifact.length === 0 ? {} : { artifacts: artifact }),
    ...(plan === undefined ? {} : { plan: await planReference(invocation.dir, plan) }),
  };
}
