import type { Gate, Trigger } from '../gate/gate.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Digest, ReleaseId } from '../kernel/id.ts';
import type { RolloutPlan } from '../strategy/rollout-plan.ts';
import type { CheckKind, CheckSpec, RouterSpec } from '../unit/environment.ts';
import type { Release } from '../unit/release.ts';
import type { CheckpointPolicies, MetricsSpec, VerdictPolicy } from '../unit/unit.ts';
import type { VerificationRequirement } from '../unit/verification.ts';
import type { WindowPolicy } from '../window/window.ts';

/** What a rollback returns to. A unit's first release has nothing behind it: it is taken out of service. */
export type RollbackTarget =
  | {
      readonly kind: 'release';
      readonly releaseId: ReleaseId;
      readonly version: string;
      readonly commit: string;
      readonly artifactDigests: readonly Digest[];
      readonly configDigest: Digest;
    }
  | { readonly kind: 'out-of-service' };

/**
 * The canonical value that says everything that will be done. Its SHA-256 is what a person approves; clock times,
 * forecasts and power checks are shown beside it and not sealed.
 */
export interface Plan {
  readonly schema: 'plimsoll.plan/1';
  readonly unit: string;
  readonly environment: string;
  readonly requires: string;
  /** True where the labelled demo approver may answer. */
  readonly demo: boolean;
  readonly release: Release;
  /** Why it goes out although it does not follow what serves: signed with the plan (R9). Absent: it follows. */
  readonly outOfOrder?: string;
  readonly strategy: RolloutPlan;
  readonly bake: { readonly duration: Duration; readonly gates: readonly Gate[]; readonly smoke: CheckSpec };
  readonly checks: Readonly<Partial<Record<CheckKind, CheckSpec>>>;
  readonly router: RouterSpec;
  readonly metrics: MetricsSpec;
  readonly triggers: readonly Trigger[];
  readonly judge: JudgeSettings;
  /** What had to be shown of the source; absent where nothing was asked for. */
  readonly verification?: readonly VerificationRequirement[];
  readonly limits: {
    readonly healthTimeout: Duration;
    readonly deploymentTimeout: Duration;
    readonly targetTime: Duration;
    readonly evidenceMaxAge: Duration;
    /** Instances that must serve at every moment. */
    readonly floor: number;
  };
  readonly rollbackTarget: RollbackTarget;
  readonly policy: CheckpointPolicies;
  readonly windows: WindowPolicy;
  readonly migrations: 'none' | 'backward-compatible' | 'blocking';
  /** Takes stored data back before the traffic goes back; absent where none is declared. Rehearsed on staging. */
  readonly downStep?: CheckSpec;
}

/** The judge's settings as sealed: the policy and the thresholds computed from it (never literals). */
export interface JudgeSettings extends VerdictPolicy {
  readonly version: 'judge/1';
  /** The error budget of one comparison: false rollback over all comparisons of all stages and triggers. */
  readonly comparisonBudget: number;
}
