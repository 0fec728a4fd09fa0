import { InvariantViolation } from '../kernel/invariant.ts';
import { ALL } from '../kernel/weight.ts';
import { flipOf } from './blue-green.ts';
import { batchesOf, floorOf, type Replacing, replacingOf } from './rolling.ts';
import type { Serving, Stage, StrategySpec } from './strategy.ts';

/** How production is reached, as sealed in a plan. */
export interface RolloutPlan {
  readonly kind: StrategySpec['kind'] | 'first-release';
  readonly stages: readonly Stage[];
  /** How instances are replaced; only where they are replaced in batches. */
  readonly replacing?: Replacing;
}

/** The way of a unit's first release: nothing serves yet, so nobody is spared by going slowly. */
export const FIRST_RELEASE: RolloutPlan = {
  kind: 'first-release',
  stages: [{ weight: ALL, duration: null, gates: [] }],
};

/** The stages of a strategy where so many instances of stable serve and so many of the candidate will. */
export function rolloutPlanOf(spec: StrategySpec, serving: Serving): RolloutPlan {
  switch (spec.kind) {
    case 'canary':
      return { kind: 'canary', stages: spec.stages };
    case 'blue-green':
      return { kind: 'blue-green', stages: flipOf(spec) };
    case 'rolling': {
      const replacing = replacingOf(spec, serving);
      if (replacing === null) throw new InvariantViolation('a rolling strategy without room was let in');
      return { kind: 'rolling', stages: batchesOf(spec, replacing, serving), replacing };
    }
  }
}

/** The instances that must serve at every moment: all of stable, but for what a rolling strategy may take out. */
export const servingFloor = ({ replacing }: RolloutPlan, serving: Serving): number =>
  replacing === undefined ? serving.stable : floorOf(replacing, serving);
