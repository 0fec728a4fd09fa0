import type { SlotEvent } from '../../environment/slot.ts';
import { minutes } from '../../kernel/duration.ts';
import { type Instant, later } from '../../kernel/instant.ts';
import { InvariantViolation } from '../../kernel/invariant.ts';
import { digestsOf } from '../../unit/release.ts';
import { keptBaseline } from '../../validation/baseline.ts';
import { backoff } from '../attempt.ts';
import type { Command } from '../command.ts';
import { type Accepted, accept, type Decision, type World } from '../decision.ts';
import { isRestoration } from '../opening.ts';
import type { RollingBack } from '../state.ts';
import { shareOf } from '../traffic.ts';
import { releases } from './ending.ts';

type Record<T extends Command['type']> = Extract<Command, { type: T }>;

/** How often a rollback that nobody has answered for is brought to mind again. */
export const REMIND_EVERY = minutes(60);

/** Traffic is back on stable, as the router itself says. */
export function recordTrafficReturned(command: Record<'RecordTrafficShift'>, deployment: RollingBack): Decision {
  const { traffic, at } = command;
  const isBack = deployment.rollbackRelease === null ? traffic.kind === 'out-of-service' : traffic.kind === 'split';
  return isBack && shareOf(traffic) === 0
    ? accept([{ type: 'TrafficReturned', traffic, at }])
    : failStep(deployment, 'The router still gives traffic to the candidate', at);
}

/** Stable's instances are up again, before its traffic. */
export const recordStableRestored = (command: Record<'RecordStableRestored'>): Decision =>
  accept([{ type: 'StableRestored', at: command.at }]);

/** Stable was looked at after its traffic came back. */
export function recordStableVerified(command: Record<'RecordStableVerified'>, deployment: RollingBack): Decision {
  const { findings, at } = command;
  const bad = findings.filter((finding) => !finding.ok);
  return bad.length === 0
    ? accept([{ type: 'StableVerified', findings, at }])
    : failStep(deployment, bad.map((finding) => finding.detail).join('; '), at);
}

/** The candidate is gone: the rollback is whole. The environment is held and its artifacts are barred (R10). */
export function recordCandidateRetired(
  command: Record<'RecordCandidateRetired'>,
  deployment: RollingBack,
  world: World,
): Decision {
  const { at } = command;
  const { trafficBackAt, verifiedAt, cause, opening, release } = deployment;
  if (trafficBackAt === null || verifiedAt === null)
    throw new InvariantViolation('a candidate was retired before its traffic left');
  const barred = digestsOf(release);
  const hold = { reason: 'after-rollback', deployment: opening.id, since: at, note: cause.text, barred } as const;
  return accept([{ type: 'RolledBack', cause, trafficBackAt, verifiedAt, remindAt: later(at, REMIND_EVERY), at }], {
    production: [
      ...(isRestoration(opening) ? [restored(deployment, world, at)] : []),
      { type: 'EnvironmentHeld', hold, at },
      ...releases(deployment, world, at).production,
    ],
  });
}

/** What was brought back serves from now on; what left is no release to go back to. */
function restored({ opening, rollbackRelease, plan }: RollingBack, { production }: World, at: Instant): SlotEvent {
  const configs = rollbackRelease?.configs[plan.environment];
  if (rollbackRelease === null || configs === undefined) throw new InvariantViolation('a restoration of nothing');
  const kept = keptBaseline(production.earlier, rollbackRelease.id);
  const stable = { release: rollbackRelease, deployment: opening.id, since: at, ...kept };
  return { type: 'StableChanged', stable, keep: opening.spec.rollback.keepReleases, goesBack: true, at };
}

/** A step of the rollback failed: it is tried again, then the other order, then a person is called. It is never given up. */
export function failStep(deployment: RollingBack, problem: string, at: Instant): Accepted {
  const failures = deployment.failures + 1;
  return accept([{ type: 'RollbackStepFailed', problem, failures, retryAt: later(at, backoff(failures)), at }]);
}
