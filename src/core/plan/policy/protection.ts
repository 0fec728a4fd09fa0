import type { Trigger } from '../../gate/gate.ts';
import type { Duration } from '../../kernel/duration.ts';
import { InvariantViolation } from '../../kernel/invariant.ts';
import { triggersOf } from '../../strategy/strategy.ts';
import type { CheckpointPolicies, UnitSpec, VerdictPolicy } from '../../unit/unit.ts';
import type { VerificationRequirement } from '../../unit/verification.ts';
import type { WindowPolicy } from '../../window/window.ts';

/**
 * What protects an environment of a unit: who must answer, when nothing may go forward, what takes a release back. The
 * file proposes it; an approver's signature adopts it.
 */
export interface Protection {
  readonly schema: 'plimsoll.protection/1';
  readonly unit: string;
  readonly environment: string;
  readonly requires: string | null;
  readonly demo: boolean;
  readonly checkpoints: CheckpointPolicies;
  readonly windows: WindowPolicy;
  readonly triggers: readonly Trigger[];
  readonly healthTimeout: Duration;
  readonly deploymentTimeout: Duration;
  readonly targetTime: Duration;
  /** What must be shown of the source; absent where nothing is asked for. */
  readonly verification?: readonly VerificationRequirement[];
  readonly evidenceMaxAge: Duration;
  readonly underpowered: VerdictPolicy['underpowered'];
}

/** What a configuration says of how an environment is protected. All of it stands in the plan that is approved, too. */
export function protectionOf(spec: UnitSpec, name: string): Protection {
  const environment = spec.environments[name];
  if (environment === undefined) throw new InvariantViolation(`environment ${name} was let in but is not configured`);
  const { triggers, healthTimeout, deploymentTimeout, targetTime } = spec.rollback;
  return {
    schema: 'plimsoll.protection/1',
    unit: spec.name,
    environment: name,
    requires: environment.requires,
    demo: environment.demo,
    checkpoints: spec.checkpoints,
    windows: spec.windows,
    triggers: [...triggers, ...triggersOf(environment.rollout)],
    healthTimeout,
    deploymentTimeout,
    targetTime,
    ...(spec.verification === undefined ? {} : { verification: spec.verification }),
    evidenceMaxAge: spec.evidenceMaxAge,
    underpowered: spec.verdict.underpowered,
  };
}
