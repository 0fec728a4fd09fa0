import { mayAnswer } from '../../guard/approval.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Principal, principalText } from '../../principal/principal.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, NOTHING, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import { evidenceHoldOf } from '../evidence-hold.ts';
import { type Baking, type Deployment, isInProduction, isTerminal, type RollingOut } from '../state.ts';
import { stop } from './ending.ts';
import { follow } from './follow.ts';
import { considerProduction, isLastStage } from './production.ts';

type Record<T extends Command['type']> = Extract<Command, { type: T }>;

/** Keeps the weight where it is. Always allowed where production is being changed (R6). */
export function holdDeployment(command: Record<'HoldDeployment'>, deployment: Deployment): Decision {
  if (!isInProduction(deployment)) {
    return refuse(
      'nothing-to-hold',
      `Nothing in production to hold while ${deployment.phase}`,
      'To stop it: plimsoll abort',
    );
  }
  const { principal: by, reason: note, at } = command;
  const held = deployment.holds.find((hold) => hold.reason === 'person');
  // A hold that its holder could lift must not stand for one that they could not: a person's takes the place of an agent's.
  if (held !== undefined && (mayResume(held.by, by) || !mayResume(by, held.by))) return NOTHING;
  return accept([{ type: 'HoldPlaced', hold: { reason: 'person', since: at, by, note }, at }]);
}

/** Lifts a hold that somebody placed, or the judge for evidence. What a person held only a person resumes; the judge's hold no agent does. */
export function resumeDeployment(command: Record<'ResumeDeployment'>, deployment: Deployment, world: World): Decision {
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') {
    return refuse('nothing-to-resume', `Nothing is held while ${deployment.phase}`, 'Look at it: plimsoll status');
  }
  const held = deployment.holds.find((hold) => hold.reason === 'person') ?? evidenceHoldOf(deployment);
  if (held === undefined) {
    return refuse('nothing-to-resume', 'Nobody holds it', 'Other holds are lifted by their own cause: plimsoll status');
  }
  const { principal: by, reason: note, at } = command;
  if (held.reason === 'judge' && !isPersonHere(by)) {
    return refuse('held-by-the-judge', 'Evidence against the candidate holds it', 'A person must resume it');
  }
  if (held.reason === 'person' && !mayResume(by, held.by)) {
    return refuse('held-by-a-person', `${principalText(held.by)} holds it`, 'A person must resume it');
  }
  const lifted: DeploymentEvent = { type: 'HoldLifted', reason: held.reason, by, note, at };
  return accept(follow(deployment, [lifted], (state) => considerProduction(state, world.production, at)));
}

/** Whether a person asks: signed in, or by an OS account of this machine. */
export const isPersonHere = ({ kind }: Principal): boolean => kind === 'person' || kind === 'local';

/** Who lifts whose hold: an agent or a CI job only its own; an OS account anything but a signed-in person's. */
export function mayResume(by: Principal, holder: Principal): boolean {
  if (by.kind === 'person') return true;
  if (holder.kind === 'person') return false;
  return by.kind === 'local' || principalText(by) === principalText(holder);
}

/** Whether a principal ends nobody's deployments but its own. */
export const abortsOnlyOwn = ({ kind }: Principal): boolean => kind === 'agent' || kind === 'ci';

/** Stops a deployment that has not touched production. */
export function abortDeployment(command: Record<'AbortDeployment'>, deployment: Deployment, world: World): Decision {
  const { principal, reason, at } = command;
  const { id, requester } = deployment.opening;
  if (isTerminal(deployment.phase)) {
    return refuse('already-over', `${id} is over: ${deployment.phase}`, 'Nothing is left to abort');
  }
  if (isInProduction(deployment) || deployment.phase === 'rolled-back') {
    return refuse(
      'production-begun',
      'Production has been touched: there is nothing to abort',
      `Go back: plimsoll rollback ${id}`,
    );
  }
  if (abortsOnlyOwn(principal) && principalText(principal) !== principalText(requester)) {
    return refuse(
      'not-its-own',
      `${principalText(principal)} did not start ${id}`,
      'Agents and CI jobs abort only their own deployments',
    );
  }
  return stop(deployment, world, { ending: 'aborted', problem: reason, by: principal, at });
}

/** Sends traffic back to stable. Allowed in windows, without approval, for everyone (R6). */
export function rollbackDeployment(command: Record<'RollbackDeployment'>, deployment: Deployment): Decision {
  const { principal: by, reason: text, at } = command;
  const { id } = deployment.opening;
  switch (deployment.phase) {
    case 'rolling-out':
    case 'baking':
      return accept([{ type: 'RollbackStarted', cause: { kind: 'person', text, verdict: null, by, at }, at }]);
    case 'rolling-back':
    case 'rollback-failed':
      return NOTHING;
    case 'completed':
      return refuse(
        'deployment-completed',
        `${id} is complete`,
        `Bring an earlier release back: plimsoll rollback ${id} --to RELEASE --reason TEXT`,
      );
    default:
      return refuse(
        'nothing-in-production',
        `${id} has nothing in production while ${deployment.phase}`,
        `To stop it: plimsoll abort ${id}`,
      );
  }
}

/** A person answers `ambiguous-metrics`. An agent may argue, never answer. */
export function answerAmbiguity(command: Record<'AnswerAmbiguity'>, deployment: Deployment, world: World): Decision {
  const { answer, principal: by, reason, at } = command;
  if ((deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') || deployment.checkpoint === null) {
    return refuse(
      'nothing-asked',
      'No ambiguous-metrics question is open',
      `Look at it: plimsoll status ${deployment.opening.id}`,
    );
  }
  if (answer === 'rollback') {
    const text = reason === '' ? 'ambiguous metrics, answered with rollback' : reason;
    return accept([
      { type: 'RollbackStarted', cause: { kind: 'person', text, verdict: deployment.checkpoint.verdict, by, at }, at },
    ]);
  }
  if (answer === 'proceed') return proceed(command, deployment, world);
  if (by.kind !== 'person') {
    return refuse(
      'answer-not-by-a-person',
      `${principalText(by)} may not answer ${answer}`,
      'A signed-in person answers; rollback is open to all',
    );
  }
  const signed = command.approval === null ? {} : { approval: command.approval };
  const events: DeploymentEvent[] = [{ type: 'CheckpointAnswered', answer, by, reason, ...signed, at }];
  if (answer === 'hold')
    events.push({ type: 'HoldPlaced', hold: { reason: 'person', since: at, by, note: reason }, at });
  return accept(follow(deployment, events, (state) => considerProduction(state, world.production, at)));
}

function proceed(command: Record<'AnswerAmbiguity'>, deployment: RollingOut | Baking, world: World): Decision {
  const { approval, principal: by, reason, at } = command;
  const { plan, planDigest, opening } = deployment;
  const remedy = `An approver runs: plimsoll decide ${opening.id} proceed --reason TEXT`;
  if (approval === null || approval.checkpoint !== 'ambiguous-metrics' || approval.decision !== 'proceed') {
    return refuse('proceed-not-signed', 'To proceed needs an approver’s signature', remedy);
  }
  const isForThis =
    approval.deploymentId === opening.id && approval.planDigest === planDigest && at <= approval.notAfter;
  if (!isForThis || approval.reason.trim() === '') {
    return refuse(
      'approval-for-another-question',
      'The signature does not answer this question, or gives no reason',
      remedy,
    );
  }
  const isDemoElsewhere = approval.kind === 'demo' && (!plan.demo || world.production.servedForReal);
  const isApprover = approval.approver.startsWith('person:') && mayAnswer(plan.policy.ambiguousMetrics, approval);
  if (isDemoElsewhere || !isApprover)
    return refuse('approver-not-named', `${approval.approver} may not proceed here`, remedy);
  const answered: DeploymentEvent = { type: 'CheckpointAnswered', answer: 'proceed', by, reason, at };
  if (deployment.phase === 'baking') {
    if (deployment.smoke !== 'passed')
      return refuse('smoke-not-passed', 'The production smoke has not passed yet', 'Wait for it, then answer');
    return accept([
      { ...answered, approval },
      { type: 'SettlingStarted', at },
    ]);
  }
  if (isLastStage(deployment))
    return accept([
      { ...answered, approval },
      { type: 'ProductionDeployed', at },
    ]);
  return accept([answered, { type: 'StageAdvanced', to: deployment.stage.index + 1, approval, at }]);
}
