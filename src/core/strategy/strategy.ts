import type { Gate, Trigger } from '../gate/gate.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Weight } from '../kernel/weight.ts';
import type { Share } from './share.ts';

/** How many instances of each track serve. */
export interface Serving {
  readonly candidate: number;
  readonly stable: number;
}

/** One weight plateau. A last stage without a duration of its own is followed by the bake at once. */
export interface Stage {
  readonly weight: Weight;
  readonly duration: Duration | null;
  readonly gates: readonly Gate[];
  /** Gates on trial: judged and shown, never acted on. Absent where there are none, so that old plans keep their digest. */
  readonly shadowGates?: readonly Gate[];
  /** What serves on this plateau when instances are replaced in batches; absent where all of stable stays. */
  readonly serving?: Serving;
}

/** Candidate beside a full stable; stages raise the weight. */
export interface CanarySpec {
  readonly kind: 'canary';
  readonly stages: readonly Stage[];
}

/** Candidate at full size, smoke-tested without traffic, then everything at once; stable stays warm for a while. */
export interface BlueGreenSpec {
  readonly kind: 'blue-green';
  readonly validationPeriod: Duration;
  /** What flips back, beside the triggers of `rollback`. */
  readonly rollbackTrigger: Trigger | null;
}

/** Instances are replaced in batches. */
export interface RollingSpec {
  readonly kind: 'rolling';
  readonly maxUnavailable: Share;
  readonly maxSurge: Share;
  /** How long each batch is watched at least. */
  readonly batchDuration: Duration;
  /** What must hold after each batch. */
  readonly gates: readonly Gate[];
}

/** How production is reached, as configured. */
export type StrategySpec = CanarySpec | BlueGreenSpec | RollingSpec;

/** The gates that a strategy names. */
export const gatesOf = (spec: StrategySpec): readonly Gate[] =>
  spec.kind === 'canary' ? spec.stages.flatMap((stage) => stage.gates) : spec.kind === 'rolling' ? spec.gates : [];

/** The gates on trial that a strategy names. */
export const shadowGatesOf = (spec: StrategySpec): readonly Gate[] =>
  spec.kind === 'canary' ? spec.stages.flatMap((stage) => stage.shadowGates ?? []) : [];

/** The triggers that a strategy names, beside those of `rollback`. */
export const triggersOf = (spec: StrategySpec): readonly Trigger[] =>
  spec.kind === 'blue-green' && spec.rollbackTrigger !== null ? [spec.rollbackTrigger] : [];
