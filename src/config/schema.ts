import { z } from 'zod';
import { FilesArtifact } from '../drivers/builder/files/schema.ts';
import { LocalRegistry } from '../drivers/registry/local/schema.ts';
import { BlackoutsBlock } from './blocks/blackouts.ts';
import { CheckpointsBlock } from './blocks/checkpoints.ts';
import { EnvironmentBlock } from './blocks/environment.ts';
import { MetricsBlock } from './blocks/metrics.ts';
import { RollbackBlock } from './blocks/rollback.ts';
import { UnitBlock } from './blocks/unit.ts';
import { VerdictBlock } from './blocks/verdict.ts';
import { durationValue } from './values/duration.ts';
import { NAME_PATTERN } from './values/name.ts';
import { ServerValue } from './values/server.ts';

/** The whole of `plimsoll.yaml`: the one source of types, validation and the JSON Schema that editors read. */
export const Config = z.strictObject({
  version: z.literal(1).meta({ examples: [1] }),
  unit: UnitBlock,
  server: ServerValue.optional(),
  registry: LocalRegistry.prefault({}),
  artifacts: z
    .array(FilesArtifact)
    .min(1)
    .meta({ examples: [[{ name: 'app', type: 'files', path: 'dist' }]] }),
  evidence_max_age: durationValue('24h', 'How long the evidence of staging is good for').prefault('24h'),
  metrics: MetricsBlock.prefault({}),
  verdict: VerdictBlock.prefault({}),
  rollback: RollbackBlock,
  blackouts: BlackoutsBlock.prefault({}),
  checkpoints: CheckpointsBlock,
  environments: z.record(z.string().regex(new RegExp(NAME_PATTERN)), EnvironmentBlock),
});

/** What a file says once it has been read, before it is made into a unit. */
export type Config = z.output<typeof Config>;
