import { later } from '../../kernel/instant.ts';
import { refuse } from '../../kernel/refusal.ts';
import { backoff } from '../attempt.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, NOTHING, type World } from '../decision.ts';
import type { Effect } from '../effect.ts';
import type { DeploymentEvent } from '../event.ts';
import type { Deployment } from '../state.ts';
import { stop } from './ending.ts';
import { failStep } from './rollback.ts';

type Failed = Extract<Command, { type: 'RecordEffectFailed' }>;

/** Tries of one step before it is taken as failed for good. */
export const TRIES = 3;

/** A driver could not do what it was asked: tried again with backoff, then decided by the phase. */
export function recordEffectFailed(command: Failed, effect: Effect, deployment: Deployment, world: World): Decision {
  // Missing measurements are the judge's to weigh; they are no try of the step beside which they are taken.
  if (effect.kind === 'watch') return NOTHING;
  if (effect.kind === 'read-calendar')
    return accept([{ type: 'CalendarRead', calendar: deployment.calendar, at: command.at }]);
  switch (deployment.phase) {
    case 'packaging':
      return retryOr(command, deployment.attempt.n, () => giveUp(command, deployment, world, 'packaging-failed'));
    case 'deploying-to-staging':
    case 'validating':
    case 'rehearsing':
      return retryOr(command, deployment.attempt.n, () => giveUp(command, deployment, world, 'staging-failed'));
    case 'queued':
      // The look before the promotion may fail for as long as the approvals last.
      return deployment.for === 'production' ? accept([failed(command, deployment.attempt.n)]) : accept([]);
    case 'rolling-out':
      return deployment.step === 'shift' || deployment.step === 'retire'
        ? accept([failed(command, deployment.attempt.n)])
        : retryOr(command, deployment.attempt.n, () =>
            goBack(command, deployment.step === 'prepare' ? 'prepare-failed' : 'smoke-failed'),
          );
    case 'baking':
      return deployment.step === 'settle'
        ? accept([failed(command, deployment.attempt.n)])
        : retryOr(command, deployment.attempt.n, () => goBack(command, 'smoke-failed'));
    case 'rolling-back':
    case 'rollback-failed':
      return failStep(deployment, command.problem, command.at);
    default:
      return refuse('effect-not-outstanding', `Nothing is under way while ${deployment.phase}`, 'Drop the result');
  }
}

const failed = ({ effect, problem, at }: Failed, n: number): DeploymentEvent => ({
  type: 'EffectFailed',
  effect,
  problem,
  retryAt: later(at, backoff(n)),
  at,
});

const retryOr = (command: Failed, n: number, otherwise: () => Decision): Decision =>
  command.retryable && n < TRIES ? accept([failed(command, n)]) : otherwise();

const giveUp = (
  command: Failed,
  deployment: Deployment,
  world: World,
  ending: 'packaging-failed' | 'staging-failed',
): Decision => stop(deployment, world, { ending, problem: command.problem, by: command.principal, at: command.at });

const goBack = ({ problem, principal, at }: Failed, kind: 'prepare-failed' | 'smoke-failed'): Decision =>
  accept([{ type: 'RollbackStarted', cause: { kind, text: problem, verdict: null, by: principal, at }, at }]);
