import { z } from 'zod';
import { durationValue } from '../values/duration.ts';
import { GateValue } from '../values/gate.ts';
import { WeightValue } from '../values/weight.ts';

/** The seed's stages with the gates that can be judged on every unit: the default of a canary. */
const SEED_STAGES = [
  { weight: '5%', duration: '10m', gates: ['error_rate < 1%'] },
  { weight: '25%', duration: '15m', gates: ['error_rate < 1%'] },
  { weight: '100%' },
];

const StageBlock = z.strictObject({
  weight: WeightValue,
  duration: durationValue(
    '10m',
    'How long the weight is held at least; the last stage has none, the bake follows',
  ).optional(),
  gates: z.array(GateValue).prefault([]),
});

/** How production is reached. */
export const RolloutBlock = z.strictObject({
  strategy: z.literal('canary').meta({ examples: ['canary'] }),
  stages: z.array(StageBlock).min(1).prefault(SEED_STAGES),
});
