import { minutes, seconds } from '../../core/kernel/duration.ts';
import { ALL } from '../../core/kernel/weight.ts';
import type { Stage, StrategySpec } from '../../core/strategy/strategy.ts';
import type { Tier } from '../../core/unit/unit.ts';
import { RolloutBlock } from '../blocks/rollout.ts';

/** The seed's stages with the gates that can be judged on every unit: the default of a canary. */
const SEED_STAGES = [
  { weight: '5%', duration: '10m', gates: ['error_rate < 1%'] },
  { weight: '25%', duration: '15m', gates: ['error_rate < 1%'] },
  { weight: '100%' },
];

/** The seed's defaults: what a unit costs when it fails picks the way to production. */
export const STRATEGY_OF: Readonly<Record<Tier, StrategySpec['kind']>> = {
  critical: 'canary',
  stateless: 'blue-green',
  stateful: 'rolling',
};

/** All at once: for where no user is there to be spared. */
export const AT_ONCE: StrategySpec = { kind: 'canary', stages: [{ weight: ALL, duration: null, gates: [] }] };

const QUARTER = { kind: 'percent', percent: 25 } as const;

/** How production is reached, with everything that was left out filled in. */
export function strategySpec(block: RolloutBlock): StrategySpec {
  switch (block.strategy) {
    case 'canary':
      return {
        kind: 'canary',
        stages: stagesOf(block).map(stageSpec),
      };
    case 'blue-green':
      return {
        kind: 'blue-green',
        validationPeriod: block.validation_period ?? minutes(15),
        rollbackTrigger: block.rollback_trigger ?? null,
      };
    case 'rolling':
      return {
        kind: 'rolling',
        maxUnavailable: block.max_unavailable ?? QUARTER,
        maxSurge: block.max_surge ?? QUARTER,
        batchDuration: block.batch_duration ?? seconds(30),
        gates: block.gates ?? [],
      };
  }
}

const stageSpec = ({ weight, duration, gates, shadow_gates: shadows = [] }: StageBlock): Stage => ({
  weight,
  duration: duration ?? null,
  gates,
  ...(shadows.length === 0 ? {} : { shadowGates: shadows }),
});

type StageBlock = NonNullable<RolloutBlock['stages']>[number];

const stagesOf = ({ stages }: RolloutBlock): NonNullable<RolloutBlock['stages']> =>
  stages ?? RolloutBlock.parse({ strategy: 'canary', stages: SEED_STAGES }).stages ?? [];
