import type { Trigger } from '../gate/gate.ts';
import type { Duration } from '../kernel/duration.ts';
import type { WindowPolicy } from '../window/window.ts';
import type { ArtifactSpec } from './artifact.ts';
import type { EnvironmentSpec } from './environment.ts';
import type { MetricsSpec } from './metrics.ts';

export type { MetricsSpec };

/** What a unit costs when it fails; picks the default strategy. */
export type Tier = 'critical' | 'stateless' | 'stateful';

/** Who may answer a checkpoint and how long it stays open. */
export interface CheckpointPolicy {
  /** `person:<name>` or `group:<name>`; never an agent or a CI identity. */
  readonly approvers: readonly string[];
  /** How many distinct persons must answer. */
  readonly count: number;
  /** After this the checkpoint takes its safe default; for `after-rollback` a reminder is due instead. */
  readonly deadline: Duration;
  readonly separateFrom: readonly ('author' | 'requester')[];
}

/** The policies of the three checkpoints. */
export interface CheckpointPolicies {
  readonly productionPromotion: CheckpointPolicy;
  readonly ambiguousMetrics: CheckpointPolicy;
  readonly afterRollback: CheckpointPolicy;
}

/** What takes a deployment back by itself, and how fast it must be back. */
export interface RollbackPolicy {
  /** Armed from the first candidate request to the end of the bake. */
  readonly triggers: readonly Trigger[];
  readonly healthTimeout: Duration;
  /** Working time from `rolling-out` on. */
  readonly deploymentTimeout: Duration;
  readonly targetTime: Duration;
  readonly keepReleases: number;
}

/** How the judge is set. Shares are ratios between 0 and 1. */
export interface VerdictPolicy {
  readonly falseRollback: number;
  readonly falsePass: number;
  /** Whether the relative ledger may fail a gate with an absolute limit. */
  readonly relative: boolean;
  readonly relativeRatio: number;
  /** A stage that is not decided runs to this many times its duration. */
  readonly extend: number;
  /** Whether a plan is refused whose gates even a healthy release cannot pass at the known traffic, or a person decides then. */
  readonly underpowered: 'refuse' | 'accept';
}

/** What the configuration says: one service and everything about shipping it. */
export interface UnitSpec {
  readonly name: string;
  readonly tier: Tier;
  readonly owners: readonly string[];
  readonly artifacts: readonly ArtifactSpec[];
  readonly registry: { readonly type: 'local' };
  readonly evidenceMaxAge: Duration;
  readonly rollback: RollbackPolicy;
  readonly verdict: VerdictPolicy;
  readonly metrics: MetricsSpec;
  readonly windows: WindowPolicy;
  readonly checkpoints: CheckpointPolicies;
  readonly environments: Readonly<Record<string, EnvironmentSpec>>;
}
