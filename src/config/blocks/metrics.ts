import { z } from 'zod';
import { seconds } from '../../core/kernel/duration.ts';
import { durationValue } from '../values/duration.ts';

/** Where measurements come from. The router counts whole seconds, so it is asked no more often than that. */
export const MetricsBlock = z.strictObject({
  source: z.strictObject({ type: z.literal('router').prefault('router') }).prefault({}),
  interval: durationValue('1s', 'How often measurements are taken', seconds(1)).prefault('1s'),
});
