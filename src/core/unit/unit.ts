import type { Trigger } from '../gate/gate.ts';
import type { RequiredAssurance } from '../guard/assurance.ts';
import type { Duration } from '../kernel/duration.ts';
import type { AgentBudget } from '../principal/agent-budget.ts';
import type { WindowPolicy } from '../window/window.ts';
import type { ArtifactSpec } from './artifact.ts';
import type { EnvironmentSpec } from './environment.ts';
import type { MetricsSpec } from './metrics.ts';
import type { NotifierSpec } from './notifier.ts';
import type { RegistrySpec } from './registry.ts';
import type { VerificationRequirement } from './verification.ts';

export type { MetricsSpec };

/** With what a person signs: a passkey in a browser, or an approver key at a terminal. */
export type Factor = 'passkey' | 'key';

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
  /** With what it may be signed; absent: with either. */
  readonly factors?: readonly Factor[];
  /** What an approval must prove of who gave it; absent: A1. */
  readonly requireAssurance?: RequiredAssurance;
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

/** Places outside of the control plane that are given the signed heads of its journal. */
export interface RecordPolicy {
  readonly heads: {
    /** A file that they are added to; relative to the configuration file. */
    readonly file?: string;
    readonly git?: { readonly remote: string; readonly branch: string };
  };
}

/** What the configuration says: one service and everything about shipping it. */
export interface UnitSpec {
  readonly name: string;
  readonly tier: Tier;
  readonly owners: readonly string[];
  /** Where its source is hosted, as `owner/name`; absent where nothing is told there. */
  readonly repo?: string;
  readonly artifacts: readonly ArtifactSpec[];
  readonly registry: RegistrySpec;
  /** What "verified code" means here; absent where nothing is asked for. */
  readonly verification?: readonly VerificationRequirement[];
  readonly evidenceMaxAge: Duration;
  readonly rollback: RollbackPolicy;
  readonly verdict: VerdictPolicy;
  readonly metrics: MetricsSpec;
  readonly windows: WindowPolicy;
  readonly checkpoints: CheckpointPolicies;
  /** Where signed heads of the journal go; absent where nothing is named. */
  readonly record?: RecordPolicy;
  /** Who is told of what happens; absent where nobody is. */
  readonly notify?: readonly NotifierSpec[];
  readonly environments: Readonly<Record<string, EnvironmentSpec>>;
  /** How much agents may ask for; absent where the file narrows nothing. */
  readonly agents?: AgentBudget;
}
