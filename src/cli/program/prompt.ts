import type { Command } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** What an agent is told. */
export function prompt(root: Command, run: Run): void {
  root
    .command('prompt')
    .argument('[name]', 'which; none lists them')
    .description('the prompt for an agent that deploys, filled in from configuration and record')
    .option(
      '--var <name=value>',
      'the value of a variable; may be given again',
      (one: string, all: string[]) => [...all, one],
      [],
    )
    .option('--allow-missing', 'leave a variable without a value as it is written', false)
    .option('--check', 'only say whether every variable has a value', false)
    .action(
      async (
        name: string | undefined,
        options: { var: readonly string[]; allowMissing: boolean; check: boolean },
        command: Command,
      ) => {
        const { prompt: make, promptList } = await import('../commands/prompt.ts');
        await run('prompt', globals(command), async (doing) =>
          name === undefined ? promptList() : make(doing, name, options),
        );
      },
    );
}
