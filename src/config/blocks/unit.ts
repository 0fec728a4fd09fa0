import { z } from 'zod';
import { nameValue } from '../values/name.ts';

/** What is deployed, and what it costs when it fails. */
export const UnitBlock = z.strictObject({
  name: nameValue('checkout', 'Name of the unit'),
  tier: z
    .enum(['critical', 'stateless', 'stateful'])
    .meta({ examples: ['critical'], description: 'Picks the default strategy: canary, blue-green, rolling' }),
  owners: z
    .array(
      z
        .string()
        .min(1)
        .meta({ examples: ['team-payments'] }),
    )
    .meta({ description: 'Who to ask about the unit; shown in reports' })
    .prefault([]),
  repo: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
      'write OWNER/NAME, as the host of the source spells it',
    )
    .meta({ examples: ['acme/checkout'], description: 'Where its source is hosted; notify: github tells it there' })
    .optional(),
});
