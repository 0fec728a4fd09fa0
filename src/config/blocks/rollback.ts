import { z } from 'zod';
import { durationValue } from '../values/duration.ts';
import { triggerValue } from '../values/gate.ts';
import { nameValue } from '../values/name.ts';

/** What takes a deployment back by itself, from the first candidate request to the end of the bake. */
export const RollbackBlock = z.strictObject({
  error_rate: triggerValue('error_rate', '2%').optional(),
  latency_p99: triggerValue('latency_p99', '800ms').optional(),
  health_timeout: durationValue('60s', 'Rolls back when the candidate is unhealthy for this long').prefault('60s'),
  deployment_timeout: durationValue('2h', 'Rolls back after this much working time from the first stage on').prefault(
    '2h',
  ),
  target_time: durationValue('2m', 'How fast a rollback must be').prefault('2m'),
  keep_releases: z
    .int()
    .meta({ examples: [5], minimum: 2, description: 'How many earlier releases stay present' })
    .prefault(5),
  rehearse: nameValue('staging', 'Where rollbacks are rehearsed: the environment that production requires').optional(),
});
