import type { Command } from 'commander';
import { globals } from './globals.ts';
import { look } from './look.ts';
import type { Run } from './run.ts';

/** Watch: where it is and what happened. */
export function watch(root: Command, run: Run): void {
  root
    .command('status')
    .argument('[id]')
    .description('where a deployment is, why it waits, and what to do next')
    .option('--all', 'a line for each', false)
    .option('--compact', 'one line: for a prompt or a status bar', false)
    .action(async (id: string | undefined, options: { all: boolean; compact: boolean }, command: Command) => {
      const { status } = await import('../commands/look.ts');
      await run('status', globals(command), (doing) => status(doing, id, options));
    });
  root
    .command('watch')
    .argument('[id]')
    .description('follow a deployment to its end; without an id the newest under way')
    .action(async (id: string | undefined, _: unknown, command: Command) => {
      const { watch } = await import('../commands/deploy.ts');
      const { idOrNewest } = await import('../in-flight.ts');
      await run('watch', globals(command), async (doing) => watch(doing, await idOrNewest(doing, id)));
    });
  look(root, run);
}
