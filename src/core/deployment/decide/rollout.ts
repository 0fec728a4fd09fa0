import { seconds } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import { refuse } from '../../kernel/refusal.ts';
import { baselineOf } from '../../validation/baseline.ts';
import { backoff } from '../attempt.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import { awaitedEffects } from '../effects.ts';
import type { DeploymentEvent } from '../event.ts';
import type { Baking, Deployment, RollingOut } from '../state.ts';
import { isSameTraffic, trafficText } from '../traffic.ts';
import { releases } from './ending.ts';
import { follow } from './follow.ts';
import { considerProduction, isTooEarly } from './production.ts';

type Record<T extends Command['type']> = Extract<Command, { type: T }>;

/** The candidate runs and is healthy, without traffic. */
export const recordPrepared = (command: Record<'RecordPrepared'>, deployment: RollingOut, world: World): Decision =>
  goingOn(deployment, world, command.at, [{ type: 'CandidatePrepared', instances: command.instances, at: command.at }]);

/** The router says what traffic it really gives. */
export function recordTrafficShift(
  command: Record<'RecordTrafficShift'>,
  deployment: RollingOut,
  world: World,
): Decision {
  const { traffic, at } = command;
  const asked = awaitedEffects(deployment).find((effect) => effect.id === command.effect);
  if (asked?.kind === 'shift-traffic' && !isSameTraffic(asked.traffic, traffic)) {
    const problem = `The router shows ${trafficText(traffic)}, asked for ${trafficText(asked.traffic)}`;
    return accept([
      { type: 'EffectFailed', effect: command.effect, problem, retryAt: later(at, backoff(deployment.attempt.n)), at },
    ]);
  }
  return goingOn(deployment, world, at, [{ type: 'TrafficShifted', traffic, at }]);
}

/** Instances of stable left the traffic and are gone; the router says what it gives now. */
export function recordStableReduced(
  command: Record<'RecordStableReduced'>,
  deployment: RollingOut,
  world: World,
): Decision {
  const { traffic, instances, at } = command;
  const asked = awaitedEffects(deployment).find((effect) => effect.id === command.effect);
  if (asked?.kind !== 'reduce-stable' || (isSameTraffic(asked.traffic, traffic) && instances === asked.to)) {
    return goingOn(deployment, world, at, [{ type: 'StableReduced', to: instances, traffic, at }]);
  }
  const problem = `${instances} instances of stable and ${trafficText(traffic)} are there, asked for ${asked.to} and ${trafficText(asked.traffic)}`;
  return accept([
    { type: 'EffectFailed', effect: command.effect, problem, retryAt: later(at, backoff(deployment.attempt.n)), at },
  ]);
}

/** A smoke check in production has ended: of the candidate off-traffic, or of production in the bake. */
export function recordProductionCheck(
  command: Record<'RecordCheckResult'>,
  deployment: RollingOut | Baking,
  world: World,
): Decision {
  const { result, principal, at } = command;
  if (!result.passed) {
    const text = `The production smoke failed: ${result.problem ?? 'no reason given'}`;
    return accept([
      { type: 'RollbackStarted', cause: { kind: 'smoke-failed', text, verdict: null, by: principal, at }, at },
    ]);
  }
  const type = deployment.phase === 'baking' ? 'BakeSmokePassed' : 'CandidateSmoked';
  return goingOn(deployment, world, at, [{ type, result, at }]);
}

/** The judge's answer for the stage or bake under way. */
export function recordVerdict(command: Record<'RecordVerdict'>, deployment: Deployment, world: World): Decision {
  const { verdict, at } = command;
  // Before the router confirmed the stage's weight only triggers are judged: they are armed from the first request on.
  const isCurrent = deployment.phase === command.phase && deployment.stage.index === command.stageIndex;
  if (!isCurrent || (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking')) {
    return refuse('verdict-for-another-stage', 'The verdict is for a stage that is over', 'Judge the stage under way');
  }
  // Not kept, so that the watch says it again when the time has come.
  if (isTooEarly(deployment, verdict)) return goingOn(deployment, world, at, []);
  const recorded: DeploymentEvent[] = [{ type: 'VerdictRecorded', verdict, at }];
  const jumped = deployment.holds.find((hold) => hold.reason === 'clock-jump');
  if (jumped !== undefined && verdict.reason !== 'clock-jump' && verdict.at >= jumped.since) {
    recorded.push({
      type: 'HoldLifted',
      reason: 'clock-jump',
      by: command.principal,
      note: 'measured again since the jump',
      at,
    });
  }
  return goingOn(deployment, world, at, recorded);
}

/** The observed health of both tracks has changed. */
export function recordHealth(command: Record<'RecordHealth'>, deployment: Deployment, world: World): Decision {
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') {
    return refuse('nothing-watched', `No health is watched while ${deployment.phase}`, 'Stop watching');
  }
  const { health, at } = command;
  const isBad = health.candidate.healthy < health.candidate.total || health.candidate.total === 0;
  const badSince = isBad ? (deployment.health.badSince ?? at) : null;
  return goingOn(deployment, world, at, [{ type: 'HealthChanged', health: { ...health, badSince }, at }]);
}

/** The candidate is the stable release now. */
export function recordSettled(command: Record<'RecordSettled'>, deployment: Baking, world: World): Decision {
  const { at } = command;
  const { release, opening, evidence } = deployment;
  const keep = Math.max(1, opening.spec.rollback.keepReleases - 1);
  const stable = { release, deployment: opening.id, since: at, ...baselineOf(release, evidence) };
  return accept([{ type: 'DeploymentCompleted', at }], {
    production: [{ type: 'StableChanged', stable, keep, at }, ...releases(deployment, world, at).production],
  });
}

/** The guard refused a forward step at the last moment: it waits, measuring goes on. */
export function recordGuardRefusal(
  command: Record<'RecordGuardRefusal'>,
  deployment: RollingOut | Baking,
  world: World,
): Decision {
  const { at, principal, message } = command;
  const considered = considerProduction(deployment, world.production, at);
  if (considered.length > 0) return accept(considered);
  return accept([{ type: 'HoldPlaced', hold: { reason: 'guard', since: at, by: principal, note: message }, at }]);
}

/** The wall clock jumped, or the control plane was away: durations move along, a large jump holds. */
export function recordClockJump(command: Record<'RecordClockJump'>, deployment: Deployment, world: World): Decision {
  const { by, cause, at, principal } = command;
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') return accept([]);
  const jumped: DeploymentEvent[] = [{ type: 'ClockJumped', by, cause, at }];
  if (cause === 'jump' && Math.abs(by) > seconds(60)) {
    const note = `the wall clock jumped by ${Math.round(by / 1000)} s`;
    jumped.push({ type: 'HoldPlaced', hold: { reason: 'clock-jump', since: at, by: principal, note }, at });
  }
  return goingOn(deployment, world, at, jumped);
}

/** Accepts what happened and whatever follows from it by itself. */
function goingOn(
  deployment: RollingOut | Baking,
  world: World,
  at: Command['at'],
  begun: readonly DeploymentEvent[],
): Decision {
  return accept(follow(deployment, begun, (state) => considerProduction(state, world.production, at)));
}
