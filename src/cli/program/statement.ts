import { type Command, Option } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

// Written out: no command should load the shapes of the API before it is asked for.
const FILES = ['junit', 'sarif', 'json'] as const;

/** What is said beside a deployment, for whoever answers its open question. */
export function statement(root: Command, run: Run): void {
  const group = root.command('statement').description('what is said beside a deployment: shown, and never evidence');
  group
    .command('attach')
    .argument('<id>')
    .argument('<text>', 'the words, or @FILE')
    .description('put words beside its open question; they answer nothing')
    .option('--incident', 'a first text of what happened, for whoever writes up what was taken back', false)
    .option('--digest <digest>', 'sha256:… of a file that lies elsewhere and that these words are about')
    .addOption(new Option('--form <form>', 'with --digest: what that file is').choices(FILES))
    .action(
      async (
        id: string,
        text: string,
        options: { incident: boolean; digest?: string; form?: (typeof FILES)[number] },
        command: Command,
      ) => {
        const { statementAttach } = await import('../commands/statement.ts');
        await run('statement attach', globals(command), (doing) => statementAttach(doing, id, text, options));
      },
    );
  group
    .command('list')
    .argument('<id>')
    .description('everything that was said beside it')
    .action(async (id: string, _: unknown, command: Command) => {
      const { statementList } = await import('../commands/statement.ts');
      await run('statement list', globals(command), (doing) => statementList(doing, id));
    });
}
