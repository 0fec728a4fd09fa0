import type { Opening } from '../deployment/opening.ts';
import { comparisonsOf } from '../gate/comparisons.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';
import type { UnitSpec } from '../unit/unit.ts';
import { JUDGED_METRICS } from '../verdict/judged-metrics.ts';
import { firstConflict } from '../window/active.ts';
import type { Calendar } from '../window/window.ts';
import { forecastLength } from './forecast.ts';
import { lastAbsoluteGates } from './seal.ts';

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
    const known = Object.keys(spec.environments).join(', ');
    return refuse(
      'environment-unknown',
      `${opening.environment} is not an environment of ${spec.name}`,
      `Use one of: ${known}`,
    );
  }
  return (
    refuseUnstaged(environment, staging) ??
    refuseUnmonitored(spec, environment) ??
    refuseUnjudged(spec, environment) ??
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
  const watched = [...environment.rollout.stages.flatMap((stage) => stage.gates), ...spec.rollback.triggers];
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
  const bake = environment.bake.gates ?? lastAbsoluteGates(environment.rollout.stages);
  const all = [...environment.rollout.stages.flatMap((stage) => stage.gates), ...bake, ...spec.rollback.triggers];
  const found = all.find((one) => comparisonsOf(one.condition).some((of) => !JUDGED_METRICS.includes(of.metric)));
  return found === undefined
    ? null
    : refuse(
        'gate-not-judged-yet',
        `"${found.text}" cannot be judged yet, so it would never pass`,
        `Gate on ${JUDGED_METRICS.join(' or ')}, and take this line out`,
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
  const length = forecastLength(environment.rollout.stages, environment.bake.duration);
  const conflict = firstConflict(calendar, at, length);
  if (conflict === null) return null;
  const name = conflict === 'unknown' ? 'the end of the known calendar' : `the blackout window ${conflict.name}`;
  return refuse(
    'window-conflict',
    `Begun now, the rollout would run into ${name}`,
    'Begin after it, shorten the stages, or write blackouts: { lookahead: start }',
  );
}
