import { z } from 'zod';
import { seconds } from '../../core/kernel/duration.ts';
import { durationValue } from '../values/duration.ts';
import { GateValue, RollbackTriggerValue } from '../values/gate.ts';
import { shareValue } from '../values/share.ts';
import { WeightValue } from '../values/weight.ts';

const StageBlock = z.strictObject({
  weight: WeightValue,
  duration: durationValue(
    '10m',
    'How long the weight is held at least; the last stage has none, the bake follows',
  ).optional(),
  gates: z.array(GateValue).prefault([]),
  shadow_gates: z
    .array(GateValue)
    .meta({ description: 'Gates on trial: judged, shown and reported, never acted on' })
    .optional(),
});

/** How production is reached. Which keys go with which strategy is a rule: rules/strategy.ts. */
export const RolloutBlock = z.strictObject({
  strategy: z.enum(['canary', 'blue-green', 'rolling']).meta({ examples: ['canary'] }),
  stages: z
    .array(StageBlock)
    .min(1)
    .meta({ description: 'canary: weights that rise to 100%; the default is that of the seed' })
    .optional(),
  validation_period: durationValue(
    '15m',
    'blue-green: how long all traffic is watched with stable warm; default 15m',
  ).optional(),
  rollback_trigger: RollbackTriggerValue.optional(),
  max_unavailable: shareValue('rolling: how many instances may be missing; default 25%').optional(),
  max_surge: shareValue('rolling: how many instances may be there beside the others; default 25%').optional(),
  batch_duration: durationValue(
    '30s',
    'rolling: how long each batch is watched at least; default 30s',
    seconds(1),
  ).optional(),
  gates: z.array(GateValue).meta({ description: 'rolling: what must hold after each batch' }).optional(),
});

/** What a rollout says once it has been read. */
export type RolloutBlock = z.output<typeof RolloutBlock>;
