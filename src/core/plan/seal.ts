import type { Opening } from '../deployment/opening.ts';
import type { StableRelease } from '../environment/slot.ts';
import { comparisonsOf } from '../gate/comparisons.ts';
import type { Gate } from '../gate/gate.ts';
import { InvariantViolation } from '../kernel/invariant.ts';
import { ALL } from '../kernel/weight.ts';
import type { Stage } from '../strategy/strategy.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';
import { digestsOf, type Release } from '../unit/release.ts';
import type { UnitSpec } from '../unit/unit.ts';
import type { JudgeSettings, Plan, RollbackTarget } from './plan.ts';

/** The plan for bringing a release to an environment where `stable` serves now. The same values always give the same plan. */
export function planOf(opening: Opening, release: Release, stable: StableRelease | null): Plan {
  const { spec } = opening;
  const environment = environmentOf(spec, opening.environment);
  const staging = environmentOf(spec, opening.staging);
  const stages = stable === null ? [{ weight: ALL, duration: null, gates: [] }] : environment.rollout.stages;
  const gates = environment.bake.gates ?? lastAbsoluteGates(environment.rollout.stages);
  const smoke = environment.bake.smoke ?? staging.checks.smoke;
  if (smoke === undefined) throw new InvariantViolation('a plan without a smoke check was let in');
  return {
    schema: 'plimsoll.plan/1',
    unit: spec.name,
    environment: environment.name,
    requires: staging.name,
    demo: environment.demo,
    release,
    strategy: { kind: stable === null ? 'first-release' : 'canary', stages },
    bake: { duration: environment.bake.duration, gates, smoke },
    checks: staging.checks,
    router: environment.router,
    metrics: spec.metrics,
    triggers: spec.rollback.triggers,
    judge: judgeSettings(spec, stages, gates),
    limits: {
      healthTimeout: spec.rollback.healthTimeout,
      deploymentTimeout: spec.rollback.deploymentTimeout,
      targetTime: spec.rollback.targetTime,
      evidenceMaxAge: spec.evidenceMaxAge,
      floor: stable?.release.configs[environment.name]?.snapshot.target.instances ?? 0,
    },
    rollbackTarget: rollbackTarget(stable, environment.name),
    policy: spec.checkpoints,
    windows: spec.windows,
    migrations: environment.migrations,
  };
}

function environmentOf(spec: UnitSpec, name: string): EnvironmentSpec {
  const environment = spec.environments[name];
  if (environment === undefined) throw new InvariantViolation(`environment ${name} was let in but is not configured`);
  return environment;
}

function rollbackTarget(stable: StableRelease | null, environment: string): RollbackTarget {
  const config = stable?.release.configs[environment];
  if (stable === null || config === undefined) return { kind: 'out-of-service' };
  const { id, version, commit } = stable.release;
  const artifactDigests = digestsOf(stable.release);
  return { kind: 'release', releaseId: id, version, commit, artifactDigests, configDigest: config.digest };
}

/** The bake's gates where none are written: the last gated stage's, without those that need a live baseline. */
export function lastAbsoluteGates(stages: readonly Stage[]): readonly Gate[] {
  const gated = stages.filter((stage) => stage.gates.length > 0).at(-1);
  return (
    gated?.gates.filter((gate) => comparisonsOf(gate.condition).every((one) => one.limit.kind === 'quantity')) ?? []
  );
}

/** The error budget of one comparison: the deployment's false-rollback share over all comparisons of stages, bake and triggers. */
function judgeSettings(spec: UnitSpec, stages: readonly Stage[], bakeGates: readonly Gate[]): JudgeSettings {
  const gates = [...stages.flatMap((stage) => stage.gates), ...bakeGates];
  const comparisons = gates.flatMap((gate) => comparisonsOf(gate.condition)).length + spec.rollback.triggers.length;
  return {
    ...spec.verdict,
    version: 'judge/1',
    comparisonBudget: spec.verdict.falseRollback / Math.max(1, comparisons),
  };
}
