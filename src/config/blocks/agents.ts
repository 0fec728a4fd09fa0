import { z } from 'zod';
import { formatDuration } from '../../core/kernel/duration.ts';
import { ALL } from '../../core/kernel/weight.ts';
import { WIDEST } from '../../core/principal/agent-budget.ts';
import { DayPartValue } from '../values/day-part.ts';
import { durationValue } from '../values/duration.ts';
import { NAME_PATTERN } from '../values/name.ts';
import { WeightValue } from '../values/weight.ts';
import { ZoneValue } from '../values/zone.ts';

const atMost = (most: number, description: string) =>
  z
    .int()
    .min(0)
    .max(most)
    .meta({ examples: [most], description })
    .prefault(most);

/** How much agents may ask for. What holds without it is the most that there is: a file may narrow, never widen. */
export const AgentsBlock = z
  .strictObject({
    deployments_per_day: atMost(WIDEST.deploymentsPerDay, 'How many deployments an agent opens in 24 hours'),
    changes_per_minute: atMost(WIDEST.changesPerMinute, 'How many changes an agent asks for in a minute'),
    reads_per_minute: atMost(WIDEST.readsPerMinute, 'How often an agent reads in a minute'),
    open_requests: atMost(WIDEST.openRequests, 'How many questions of an agent wait for people at once'),
    text_bytes: atMost(WIDEST.textBytes, 'The longest text of an agent, in bytes'),
    max_weight: WeightValue.prefault(`${ALL / 10}%`),
    hours: DayPartValue.prefault('any'),
    timezone: ZoneValue.prefault('UTC'),
    environments: z
      .array(z.string().regex(new RegExp(NAME_PATTERN)))
      .min(1)
      .max(100)
      .meta({ examples: [['staging', 'production']], description: 'Where agents may deploy to; all when left out' })
      .optional(),
    wait_after_reject: durationValue(
      '1h',
      'How long what a person rejected is not asked for again',
      WIDEST.waitAfterReject,
    ).prefault(formatDuration(WIDEST.waitAfterReject)),
  })
  .meta({ description: 'How much agents may ask for: this may narrow, never widen' });
