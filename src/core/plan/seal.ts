import type { Opening } from '../deployment/opening.ts';
import type { StableRelease } from '../environment/slot.ts';
import { comparisonsOf } from '../gate/comparisons.ts';
import type { Gate, Trigger } from '../gate/gate.ts';
import { InvariantViolation } from '../kernel/invariant.ts';
import { FIRST_RELEASE, rolloutPlanOf, servingFloor } from '../strategy/rollout-plan.ts';
import { gatesOf, type Serving, triggersOf } from '../strategy/strategy.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';
import { digestsOf, instancesOf, type Release } from '../unit/release.ts';
import type { UnitSpec, VerdictPolicy } from '../unit/unit.ts';
import type { JudgeSettings, Plan, RollbackTarget } from './plan.ts';

/** The plan for bringing a release to an environment where `stable` serves now. The same values always give the same plan. */
export function planOf(opening: Opening, release: Release, stable: StableRelease | null): Plan {
  const { spec } = opening;
  const environment = environmentOf(spec, opening.environment);
  const staging = environmentOf(spec, opening.staging);
  const serving = servingOf(release, stable, environment.name);
  const strategy = stable === null ? FIRST_RELEASE : rolloutPlanOf(environment.rollout, serving);
  const gates = bakeGatesOf(environment);
  const triggers = [...spec.rollback.triggers, ...triggersOf(environment.rollout)];
  const smoke = environment.bake.smoke ?? staging.checks.smoke;
  if (smoke === undefined) throw new InvariantViolation('a plan without a smoke check was let in');
  return {
    schema: 'plimsoll.plan/1',
    unit: spec.name,
    environment: environment.name,
    requires: staging.name,
    demo: environment.demo,
    release,
    ...(opening.outOfOrder === undefined || stable === null ? {} : { outOfOrder: opening.outOfOrder }),
    strategy,
    bake: { duration: environment.bake.duration, gates, smoke },
    checks: staging.checks,
    router: environment.router,
    metrics: spec.metrics,
    triggers,
    judge: judgeSettings(spec.verdict, [...strategy.stages.flatMap((stage) => stage.gates), ...gates], triggers),
    ...(spec.verification === undefined ? {} : { verification: spec.verification }),
    limits: {
      healthTimeout: spec.rollback.healthTimeout,
      deploymentTimeout: spec.rollback.deploymentTimeout,
      targetTime: spec.rollback.targetTime,
      evidenceMaxAge: spec.evidenceMaxAge,
      floor: servingFloor(strategy, serving),
    },
    rollbackTarget: rollbackTarget(stable, environment.name),
    policy: spec.checkpoints,
    windows: spec.windows,
    migrations: environment.migrations,
    ...(environment.downStep === undefined ? {} : { downStep: environment.downStep }),
  };
}

function environmentOf(spec: UnitSpec, name: string): EnvironmentSpec {
  const environment = spec.environments[name];
  if (environment === undefined) throw new InvariantViolation(`environment ${name} was let in but is not configured`);
  return environment;
}

/** What a rollback would return to where this serves. */
export function rollbackTarget(stable: StableRelease | null, environment: string): RollbackTarget {
  const config = stable?.release.configs[environment];
  if (stable === null || config === undefined) return { kind: 'out-of-service' };
  const { id, version, commit } = stable.release;
  const artifactDigests = digestsOf(stable.release);
  return { kind: 'release', releaseId: id, version, commit, artifactDigests, configDigest: config.digest };
}

/** How many instances serve before, and how many will. */
const servingOf = (release: Release, stable: StableRelease | null, environment: string): Serving => ({
  candidate: instancesOf(release, environment),
  stable: stable === null ? 0 : instancesOf(stable.release, environment),
});

/** The bake's gates; where none are written, those of the last gated stage or of a batch, without those that need a live baseline. */
export function bakeGatesOf({ bake, rollout }: EnvironmentSpec): readonly Gate[] {
  if (bake.gates !== null) return bake.gates;
  const gated = rollout.kind === 'canary' ? rollout.stages.filter((stage) => stage.gates.length > 0).at(-1) : undefined;
  const gates = gated?.gates ?? (rollout.kind === 'canary' ? [] : gatesOf(rollout));
  return gates.filter((gate) => comparisonsOf(gate.condition).every((one) => one.limit.kind === 'quantity'));
}

/** The error budget of one comparison: the deployment's false-rollback share over all comparisons of stages, bake and triggers. */
export function judgeSettings(
  verdict: VerdictPolicy,
  gates: readonly Gate[],
  triggers: readonly Trigger[],
): JudgeSettings {
  const comparisons = gates.flatMap((gate) => comparisonsOf(gate.condition)).length + triggers.length;
  return {
    ...verdict,
    version: 'judge/1',
    comparisonBudget: verdict.falseRollback / Math.max(1, comparisons),
  };
}
