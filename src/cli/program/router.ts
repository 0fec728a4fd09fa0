import type { Command } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** What a person may ask of a router directly. The process itself, `plimsoll router --dir DIR`, is started by the control plane. */
export function router(root: Command, run: Run, mainFile: string): void {
  root
    .command('router')
    .description('the embedded data plane')
    .command('fallback')
    .description('send all traffic to stable at the router itself, for when the journal cannot be written')
    .action(async (_: unknown, command: Command) => {
      const { fallback } = await import('../commands/router.ts');
      await run('router fallback', globals(command), (doing) => fallback(doing, mainFile));
    });
}
