import type { Opening } from '../deployment/opening.ts';
import { comparisonsOf } from '../gate/comparisons.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { replacingOf } from '../strategy/rolling.ts';
import { rolloutPlanOf } from '../strategy/rollout-plan.ts';
import { shareText } from '../strategy/share.ts';
import { gatesOf, shadowGatesOf, triggersOf } from '../strategy/strategy.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';
import type { UnitSpec } from '../unit/unit.ts';
import { refuseUnknownEnvironment } from '../unit/unknown-environment.ts';
import { declaredIn } from '../verdict/declared.ts';
import { unjudged } from '../verdict/judged-metrics.ts';
import { firstConflict } from '../window/active.ts';
import type { Calendar } from '../window/window.ts';
import { forecastLength } from './forecast.ts';
import { bakeGatesOf } from './seal.ts';

/** Why a deployment of this configuration may not even begin; null when nothing speaks against it. */
export function refuseToPlan(
  opening: Opening,
  calendar: Calendar,
  canBeApproved: boolean,
  at: Instant,
): Refusal | null {
  const { spec } = opening;
  const environment = spec.environments[opening.environment];
  const staging = spec.environments[opening.staging];
  if (environment === undefined || staging === undefined) {
    return refuseUnknownEnvironment(opening.environment, spec);
  }
  return (
    refuseUnstaged(environment, staging) ??
    refuseUnmonitored(spec, environment) ??
    refuseUnjudged(spec, environment) ??
    refuseWithoutRoom(environment) ??
    refuseWithoutApprover(canBeApproved) ??
    refuseIntoWindow(spec, environment, calendar, at)
  );
}

function refuseUnstaged(environment: EnvironmentSpec, staging: EnvironmentSpec): Refusal | null {
  if (environment.requires !== staging.name) {
    return refuse(
      'staging-skipped',
      `${environment.name} must require an environment that validates first`,
      `Write: requires: staging`,
    );
  }
  return staging.checks.smoke === undefined
    ? refuse('smoke-missing', `${staging.name} has no smoke check`, 'Write: validate: { smoke: { run: ... } }')
    : null;
}

function refuseUnmonitored(spec: UnitSpec, environment: EnvironmentSpec): Refusal | null {
  const watched = [...gatesOf(environment.rollout), ...triggersOf(environment.rollout), ...spec.rollback.triggers];
  const hasErrorRate = watched.some((one) => comparisonsOf(one.condition).some((of) => of.metric === 'error_rate'));
  return hasErrorRate
    ? null
    : refuse(
        'monitoring-missing',
        `${environment.name} has no error-rate gate or trigger`,
        'Write: rollback: { error_rate: 2% }',
      );
}

function refuseUnjudged(spec: UnitSpec, environment: EnvironmentSpec): Refusal | null {
  const { rollout } = environment;
  const declared = declaredIn(spec.metrics);
  const gates = [...gatesOf(rollout), ...shadowGatesOf(rollout), ...bakeGatesOf(environment)].map((one) => ({
    ...one,
    role: 'gate' as const,
  }));
  const triggers = [...triggersOf(rollout), ...spec.rollback.triggers].map((one) => ({
    ...one,
    role: 'trigger' as const,
  }));
  for (const { text, condition, role } of [...gates, ...triggers]) {
    for (const comparison of comparisonsOf(condition)) {
      const problem = unjudged(comparison, role, declared);
      if (problem !== null)
        return refuse('gate-not-judged', `"${text}" cannot be judged: ${problem.why}`, problem.remedy);
    }
  }
  return null;
}

/** Limits that round to nothing let no instance be replaced. */
function refuseWithoutRoom({ name, rollout, target }: EnvironmentSpec): Refusal | null {
  if (rollout.kind !== 'rolling') return null;
  const { instances } = target;
  if (replacingOf(rollout, { candidate: instances, stable: instances }) !== null) return null;
  const limits = `max_unavailable: ${shareText(rollout.maxUnavailable)} and max_surge: ${shareText(rollout.maxSurge)}`;
  return refuse(
    'rolling-without-room',
    `${limits} of ${instances} instances on ${name} leave no room to replace one`,
    'Write: max_surge: 1',
  );
}

const refuseWithoutApprover = (canBeApproved: boolean): Refusal | null =>
  canBeApproved
    ? null
    : refuse(
        'no-approver',
        'Nobody who is enrolled may approve production here',
        'Enrol an approver: plimsoll approver add --key --name NAME',
      );

function refuseIntoWindow(
  spec: UnitSpec,
  environment: EnvironmentSpec,
  calendar: Calendar,
  at: Instant,
): Refusal | null {
  if (spec.windows.lookahead !== 'whole-run') return null;
  const { rollout, target, bake } = environment;
  const serving = { candidate: target.instances, stable: target.instances };
  const length = forecastLength(rolloutPlanOf(rollout, serving).stages, bake.duration);
  const conflict = firstConflict(calendar, at, length);
  if (conflict === null) return null;
  const unknown = calendar.problem === undefined ? 'the end of the known calendar' : `the unknown: ${calendar.problem}`;
  const name = conflict === 'unknown' ? unknown : `the blackout window ${conflict.name}`;
  return refuse(
    'window-conflict',
    `Begun now, the rollout would run into ${name}`,
    'Begin after it, shorten the stages, or write blackouts: { lookahead: start }',
  );
}
