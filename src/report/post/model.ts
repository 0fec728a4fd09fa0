import { z } from 'zod';
import { Line } from '../document/block.ts';
import { reportBase } from '../schema.ts';

const amount = z.number().nullable();

/** The post-deployment report as a value. */
export const PostReport = z.strictObject({
  ...reportBase,
  kind: z.literal('post'),
  status: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('complete') }),
    z.strictObject({ state: z.literal('rolled-back') }),
    z.strictObject({ state: z.literal('restored') }),
    z.strictObject({ state: z.literal('under-way'), phase: z.string(), signal: z.string().nullable() }),
  ]),
  /** How long after the deployment these were taken, in words. */
  after: z.string(),
  metrics: z.array(z.strictObject({ label: z.string(), unit: z.string(), before: amount, after: amount })),
  alerts: z.array(Line),
  recommendation: z.enum(['stable', 'find-root-cause', 'deploy-again', 'none-yet']),
  /** Of an earlier release that was brought back after completion. */
  restoration: z
    .strictObject({ left: z.string(), returned: z.string(), lines: z.array(Line), changes: z.array(Line) })
    .optional(),
});
export type PostReport = z.infer<typeof PostReport>;
