import { z } from 'zod';
import { milliseconds } from '../../core/kernel/duration.ts';
import { AddressRangeValue } from '../values/calendar.ts';
import { durationValue } from '../values/duration.ts';
import { SecretBlock } from '../values/secret.ts';

/** The labels of alerts, as monitoring systems name them. */
export const AlertLabels = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
  .meta({ examples: [{ app: 'checkout' }] });

/** Who is asked which alerts of a unit fire. */
export const AlertmanagerBlock = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .meta({ examples: ['http://alertmanager.test:9093'], description: 'Where it is asked' }),
    labels: AlertLabels.meta({
      description: 'Alerts with all of these are noted for the report; all when left out',
    }).prefault({}),
    timeout: durationValue('5s', 'How long an answer may take, at most 5s', milliseconds(100)).prefault('5s'),
    bearer: SecretBlock.optional(),
    allow_private: z
      .array(AddressRangeValue)
      .max(20)
      .meta({ description: 'Ranges of private addresses that it may be asked at' })
      .optional(),
  })
  .meta({ description: 'An Alertmanager whose alerts stand in the post-deployment report' });
