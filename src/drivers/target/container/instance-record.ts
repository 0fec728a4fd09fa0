import { z } from 'zod';
import type { Track } from '../../../core/unit/environment.ts';
import { INSTANCE_ID } from '../../shared/instances/record-files.ts';

/** What is fixed when an instance is made. It lies in a file and, as a label, on the container itself. */
export const Making = z.strictObject({
  id: z.string().regex(INSTANCE_ID),
  /** As it was prepared; what settling made of it stands in the ledger. */
  track: z.enum(['stable', 'candidate'] satisfies Track[]),
  /** The state folder that it belongs to. */
  site: z.string(),
  unit: z.string(),
  environment: z.string(),
  releaseId: z.string(),
  version: z.string(),
  commit: z.string(),
  digests: z.array(z.string()),
  /** The artifact that is its image. */
  image: z.string(),
  /** What the engine calls the image with that digest. */
  imageId: z.string(),
  /** Folders that it is shown, by artifact. */
  folders: z.array(z.strictObject({ name: z.string(), digest: z.string() })),
  command: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()),
  secrets: z
    .record(
      z.string(),
      z.strictObject({
        secret: z.strictObject({ from: z.enum(['env', 'file']), name: z.string() }),
        version: z.string().nullable(),
      }),
    )
    .optional(),
  engine: z.string(),
  /** Where it is reached on this machine. */
  port: z.int(),
  /** Where the service listens in a network of its own; absent where it has the machine's. */
  inside: z.int().optional(),
  network: z.string().optional(),
  memory: z.int().optional(),
  milliCpus: z.int().optional(),
  grace: z.number(),
  health: z.strictObject({ path: z.string(), every: z.number(), healthyAfter: z.number() }),
  /** The effect that started it. */
  effectId: z.string(),
});

/** What is remembered of one instance, on disk, so that the next control plane knows it again. */
export const InstanceRecord = Making.extend({
  format: z.literal(1),
  /** Its container is to be made, once more or at last. */
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
export const addressOf = ({ port }: Pick<InstanceRecord, 'port'>): string => `http://127.0.0.1:${port}`;
