import { z } from 'zod';
import { seconds } from '../../core/kernel/duration.ts';
import { commandTargetKeys } from '../../drivers/target/command/schema.ts';
import { containerTargetKeys } from '../../drivers/target/container/schema.ts';
import { processTargetKeys } from '../../drivers/target/process/schema.ts';
import { durationValue } from '../values/duration.ts';
import { instanceKeys } from './instance-keys.ts';

// Processes are the default, so their type need not be written. Which keys go with which type is a rule: rules/target.ts.
export const TargetBlock = z.strictObject({
  type: z
    .enum(['process', 'container', 'command'])
    .meta({ examples: ['container'], description: 'What the instances run as' })
    .prefault('process'),
  command: processTargetKeys.command.optional(),
  engine: containerTargetKeys.engine.optional(),
  ...instanceKeys,
  port: containerTargetKeys.port.optional(),
  network: containerTargetKeys.network.optional(),
  memory: containerTargetKeys.memory.optional(),
  cpus: containerTargetKeys.cpus.optional(),
  run: commandTargetKeys.run.optional(),
  params: commandTargetKeys.params.optional(),
  timeout: durationValue('5m', 'command: how long one verb may take', seconds(1)).optional(),
});

/** What the block says once it has been read. */
export type TargetBlock = z.output<typeof TargetBlock>;
