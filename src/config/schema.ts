import { z } from 'zod';
import { LocalRegistry } from '../drivers/registry/local/schema.ts';
import { ociKeys } from '../drivers/registry/oci/schema.ts';
import { AgentsBlock } from './blocks/agents.ts';
import { ArtifactBlock } from './blocks/artifact.ts';
import { BlackoutsBlock } from './blocks/blackouts.ts';
import { CheckpointsBlock } from './blocks/checkpoints.ts';
import { EnvironmentBlock } from './blocks/environment.ts';
import { MetricsBlock } from './blocks/metrics.ts';
import { NotifyBlock } from './blocks/notify.ts';
import { RecordBlock } from './blocks/record.ts';
import { RollbackBlock } from './blocks/rollback.ts';
import { UnitBlock } from './blocks/unit.ts';
import { VerdictBlock } from './blocks/verdict.ts';
import { VerificationBlock } from './blocks/verification.ts';
import { AddressRangeValue } from './values/calendar.ts';
import { durationValue } from './values/duration.ts';
import { NAME_PATTERN } from './values/name.ts';
import { RegistryAddressValue } from './values/registry.ts';
import { SecretBlock } from './values/secret.ts';
import { ServerValue } from './values/server.ts';

/** The whole of `plimsoll.yaml`: the one source of types, validation and the JSON Schema that editors read. */
export const Config = z.strictObject({
  version: z.literal(1).meta({ examples: [1] }),
  unit: UnitBlock,
  server: ServerValue.optional(),
  registry: LocalRegistry.extend({
    type: z
      .enum(['local', 'oci'])
      .meta({ examples: ['oci'], description: 'local: in the state folder' })
      .prefault('local'),
    ...ociKeys({ address: RegistryAddressValue, secret: SecretBlock, range: AddressRangeValue }),
  }).prefault({}),
  artifacts: z
    .array(ArtifactBlock)
    .min(1)
    .meta({ examples: [[{ name: 'app', type: 'files', path: 'dist' }]] }),
  verification: z
    .array(VerificationBlock)
    .max(50)
    .meta({ description: 'What "verified code" means here: nothing is packaged before all of it is shown' })
    .prefault([]),
  evidence_max_age: durationValue('24h', 'How long evidence is good for: of staging, and of verification').prefault(
    '24h',
  ),
  metrics: MetricsBlock.prefault({}),
  verdict: VerdictBlock.prefault({}),
  rollback: RollbackBlock,
  blackouts: BlackoutsBlock.prefault({}),
  checkpoints: CheckpointsBlock,
  agents: AgentsBlock.optional(),
  record: RecordBlock.optional(),
  notify: z.array(NotifyBlock).max(20).meta({ description: 'Who is told of what happens' }).optional(),
  environments: z.record(z.string().regex(new RegExp(NAME_PATTERN)), EnvironmentBlock),
});

/** What a file says once it has been read, before it is made into a unit. */
export type Config = z.output<typeof Config>;
