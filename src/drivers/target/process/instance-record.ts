import { z } from 'zod';
import type { Track } from '../../../core/unit/environment.ts';

/** What is remembered of one instance, on disk, so that the next control plane knows it again. */
export const InstanceRecord = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^ins_[0-9a-z]{26}$/),
  /** As it was prepared; what settling made of it stands in the ledger. */
  track: z.enum(['stable', 'candidate'] satisfies Track[]),
  releaseId: z.string(),
  digests: z.array(z.string()),
  command: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()),
  /** Variables whose values are read at each start and are in no file; absent where there are none. */
  secrets: z
    .record(
      z.string(),
      z.strictObject({
        secret: z.strictObject({ from: z.enum(['env', 'file']), name: z.string() }),
        version: z.string().nullable(),
      }),
    )
    .optional(),
  grace: z.number(),
  health: z.strictObject({ path: z.string(), every: z.number(), healthyAfter: z.number() }),
  /** The artifact whose folder it runs in. */
  folder: z.string(),
  port: z.int(),
  /** The effect that started it. */
  effectId: z.string(),
  /** The process that runs it, or ran it last. */
  process: z.strictObject({ pid: z.int().positive(), started: z.string().min(1) }),
  /** It ended and could not be started again; the next look tries once more. */
  awaitsStart: z.boolean(),
  /** It answered well often enough since it was started. */
  proven: z.boolean(),
  restarts: z.int(),
  /** When it ended by itself lately: milliseconds of wall time. */
  ends: z.array(z.number()),
  crashLooping: z.boolean(),
  /** It is being ended by us: that it is gone is no crash. */
  retiring: z.boolean(),
});
export type InstanceRecord = z.infer<typeof InstanceRecord>;

/** Where an instance is reached. */
export const addressOf = (record: Pick<InstanceRecord, 'port'>): string => `http://127.0.0.1:${record.port}`;

/** The variable that marks an instance's process and everything it starts. */
export const markOf = (record: Pick<InstanceRecord, 'id'>) => ({ name: 'PLIMSOLL_INSTANCE', value: record.id });
