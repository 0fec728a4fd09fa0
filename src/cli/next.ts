import type { Problem } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';

/** A command worth running next, and why. */
export interface Next {
  readonly command: string;
  readonly why: string;
}

const one = (command: string, why: string): Next => ({ command, why });

/** What is worth doing next with a deployment as it stands: first what ends its waiting. */
export function nextFor(view: DeploymentView): readonly Next[] {
  const { id, phase } = view;
  const watch = one(`plimsoll watch ${id}`, 'see it through');
  const abort = one(`plimsoll abort ${id} --reason TEXT`, 'or stop it before production');
  switch (phase) {
    case 'packaging':
    case 'deploying-to-staging':
    case 'validating':
    case 'rehearsing':
      return [watch, abort];
    case 'queued':
      return [...whileQueued(view), watch, abort];
    case 'awaiting-approval':
      return [
        one(`plimsoll approve ${id}`, 'a person must approve production'),
        one(`plimsoll reject ${id} --reason TEXT`, 'or say no'),
      ];
    case 'rolling-out':
    case 'baking':
      return [...inProduction(view), one(`plimsoll rollback ${id} --reason TEXT`, 'go back at once')];
    case 'rolling-back':
      return [watch];
    case 'rollback-failed':
      return [
        one(`plimsoll logs ${id}`, 'what its instances and checks say'),
        one('plimsoll doctor', 'what the rollback may lack; it is tried again by itself'),
        watch,
      ];
    case 'rolled-back':
      return [
        one(`plimsoll report ${id} --kind post`, 'what happened, with its numbers'),
        one(
          `plimsoll decide ${id} close --root-cause TEXT`,
          'the environment is on hold until a root cause is given, signed by an approver',
        ),
      ];
    case 'completed':
      return [one(`plimsoll report ${id} --kind post`, 'the post-deployment report')];
    case 'packaging-failed':
      return [one('plimsoll deploy', 'once it is mended and committed')];
    case 'staging-failed':
      return [
        one(`plimsoll logs ${id}`, 'what the check or the instances printed'),
        one('plimsoll deploy', 'once it is mended and committed'),
      ];
    case 'expired':
      return [one('plimsoll deploy', 'ask again: nobody answered in time')];
    case 'superseded':
      return [one('plimsoll status --all', 'see what took its place')];
    case 'rejected':
    case 'aborted':
      return [one(`plimsoll events ${id}`, 'who stopped it, and why'), one('plimsoll deploy', 'ship another commit')];
    case 'closed':
      return [one('plimsoll deploy', 'the environment is free: ship what mends it')];
  }
}

function whileQueued({ id, waiting }: DeploymentView): readonly Next[] {
  const rolledBack = /after the rollback of (dep_\S+)/.exec(waiting?.for ?? '')?.[1];
  if (rolledBack !== undefined)
    return [one(`plimsoll decide ${rolledBack} close --root-cause TEXT`, 'lifts the hold it waits for')];
  if (waiting?.for.startsWith('environment-red') === true)
    return [one(`plimsoll decide ${id} fix-forward --reason TEXT`, 'an approver signs why it goes there all the same')];
  const held = /^the hold on (\S+) by /.exec(waiting?.for ?? '')?.[1];
  if (held !== undefined)
    return [one(`plimsoll environment release ${held} --reason TEXT`, 'an approver ends the hold')];
  const holder = waiting?.who.find((who) => who.startsWith('dep_'));
  return holder === undefined ? [] : [one(`plimsoll status ${holder}`, 'what it waits for')];
}

function inProduction(view: DeploymentView): readonly Next[] {
  const { id, waiting, holds, allowed } = view;
  const watch = one(`plimsoll watch ${id}`, 'see it through');
  if (waiting?.for === 'ambiguous-metrics') {
    return [
      one(`plimsoll decide ${id} rollback`, 'the metrics are ambiguous: go back, which is also what happens by itself'),
      one(
        `plimsoll decide ${id} extend --reason TEXT`,
        'or measure longer; or hold; or proceed, signed by an approver',
      ),
    ];
  }
  if (holds.some(({ reason }) => reason === 'environment'))
    return [one(`plimsoll environment release ${view.environment} --reason TEXT`, 'an approver ends the hold'), watch];
  if (holds.some(({ reason }) => reason === 'person'))
    return [one(`plimsoll resume ${id} --reason TEXT`, 'lift the hold that somebody placed')];
  if (holds.some(({ reason }) => reason === 'approval-expired'))
    return [one(`plimsoll approve ${id}`, 'the approval has expired: renew it, or it goes back')];
  if (holds.some(({ reason }) => reason === 'guard'))
    return [one('plimsoll doctor', 'what the next step lacks; it is tried again by itself'), watch];
  if (allowed.some(({ request, allowed: isAllowed }) => request === 'resume' && isAllowed))
    return [
      watch,
      one(`plimsoll resume ${id} --reason TEXT`, 'lift what the evidence holds: you have looked, and it is known'),
    ];
  return [watch];
}

/** The commands that the remedies of problems name. */
export const nextAfter = (problems: readonly Problem[]): readonly Next[] =>
  problems.flatMap(({ remedy, message }) =>
    remedy.split(/\s+·\s+/).flatMap((step) => {
      const found = /^(?:(.*?)[:,]?\s+)?(plimsoll [a-z].*)$/.exec(step.trim());
      return found === null ? [] : [one(found[2] ?? '', found[1] || message)];
    }),
  );
