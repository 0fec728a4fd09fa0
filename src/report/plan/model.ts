import { z } from 'zod';
import { reportBase } from '../schema.ts';

const Stage = z.strictObject({
  /** In percent of traffic. */
  weight: z.number().min(0).max(100),
  /** In words; null for the last one, which the bake follows. */
  duration: z.string().nullable(),
  monitor: z.array(z.string()).prefault([]),
  rollback_if: z.array(z.string()).prefault([]),
});

/** The production plan as a value. */
export const PlanReport = z.strictObject({
  ...reportBase,
  kind: z.literal('plan'),
  strategy: z.string(),
  stages: z.array(Stage),
  /** How long 100 % is watched, in words. */
  bake: z.string(),
  rollback: z.strictObject({
    to: z.enum(['previous-version', 'out-of-service']),
    /** At most so long, in words. */
    estimated: z.string(),
    migration: z.enum(['none', 'backward-compatible', 'blocking']),
  }),
  consent: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('awaited') }),
    z.strictObject({ state: z.literal('given'), by: z.array(z.string()) }),
    z.strictObject({ state: z.literal('not-given') }),
  ]),
});
export type PlanReport = z.infer<typeof PlanReport>;
