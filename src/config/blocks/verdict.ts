import { z } from 'zod';
import { ratioValue } from '../values/ratio.ts';

/** How the judge is set. */
export const VerdictBlock = z.strictObject({
  false_rollback: ratioValue('How many good deployments may be taken back by mistake').prefault('5%'),
  false_pass: ratioValue('How many bad ones a gate may let pass by mistake').prefault('5%'),
  relative: z
    .enum(['on', 'off'])
    .meta({ examples: ['on'], description: 'Whether being proven worse than stable may fail an absolute gate' })
    .prefault('on'),
  relative_ratio: z
    .number()
    .gt(1)
    .lte(100)
    .meta({ examples: [1.5], description: 'How many times worse than stable counts' })
    .prefault(1.5),
  extend: z
    .int()
    .min(1)
    .max(100)
    .meta({ examples: [3], description: 'A stage that is not decided runs to this many times its duration' })
    .prefault(3),
  underpowered: z
    .enum(['refuse', 'accept'])
    .meta({
      examples: ['accept'],
      description:
        'What becomes of a plan whose gates cannot be proven at the known traffic: refused, or a person decides',
    })
    .prefault('refuse'),
  hold_weight: z
    .literal('keep')
    .meta({ examples: ['keep'] })
    .prefault('keep'),
});
