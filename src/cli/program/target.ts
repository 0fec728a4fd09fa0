import type { Command } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** Targets of one's own: whether a command keeps what it must. */
export function target(root: Command, run: Run): void {
  const group = root.command('target').description('targets behind a command of your own');
  group
    .command('test')
    .description(
      'put every rule of the exec contract to your command; it deploys and moves traffic there; needs no control plane',
    )
    .action(async (_: unknown, command: Command) => {
      const { targetTest } = await import('../commands/target-test.ts');
      await run('target test', globals(command), targetTest);
    });
}
