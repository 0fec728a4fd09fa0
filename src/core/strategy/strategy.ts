import type { Gate } from '../gate/gate.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Weight } from '../kernel/weight.ts';

/** One weight plateau. The last stage is 100 % and has no duration of its own: the bake follows it. */
export interface Stage {
  readonly weight: Weight;
  readonly duration: Duration | null;
  readonly gates: readonly Gate[];
}

/** Candidate beside a full stable; stages raise the weight. */
export interface CanarySpec {
  readonly kind: 'canary';
  readonly stages: readonly Stage[];
}

/** How production is reached. Blue-green and rolling join this union when they are built. */
export type StrategySpec = CanarySpec;
