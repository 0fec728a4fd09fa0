import { minutes } from '../../core/kernel/duration.ts';
import type { TargetSpec } from '../../core/unit/environment.ts';
import { commandTargetSpec } from '../../drivers/target/command/schema.ts';
import { containerTargetSpec } from '../../drivers/target/container/schema.ts';
import { processTargetSpec } from '../../drivers/target/process/schema.ts';
import type { TargetBlock } from '../blocks/target.ts';

/** How an environment's instances run, with everything that was left out filled in. */
export function targetSpec(block: TargetBlock): TargetSpec {
  switch (block.type) {
    case 'container':
      return containerTargetSpec(block);
    case 'command': {
      const { run = [], params = {}, timeout = minutes(5), env } = block;
      return commandTargetSpec({ run, params, timeout, env });
    }
    case 'process':
      // That it is there is a rule: rules/target.ts.
      return processTargetSpec({ ...block, command: block.command ?? [] });
  }
}
