import { type Command, Option } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** Prove: reports, the record, and rules tried before they are trusted. */
export function prove(root: Command, run: Run): void {
  root
    .command('report')
    .argument('<id>')
    .description('a report of a deployment, made from its record')
    .option('--kind <kind>', 'staging, plan or post', 'post')
    .addOption(new Option('--format <form>', 'as Markdown or as JSON').choices(['md', 'json']).default('md'))
    .option('--out <file>', 'write it there')
    .option('--step-summary', 'append it to the summary of this step of a GitHub workflow too', false)
    .action(
      async (
        id: string,
        options: { kind: string; format: string; out?: string; stepSummary: boolean },
        command: Command,
      ) => {
        const { report } = await import('../commands/look.ts');
        const { kind, format, out, stepSummary } = options;
        await run('report', globals(command), (doing) => report(doing, id, kind, format, out, stepSummary));
      },
    );
  root
    .command('verify')
    .description('recompute the record’s chain; needs no control plane')
    .option('--data <dir>', 'the state folder (default: .plimsoll)')
    .option('--record <file>', 'an exported record instead')
    .action(async (options: { data?: string; record?: string }, command: Command) => {
      const { verify } = await import('../commands/verify.ts');
      await run('verify', globals(command), (doing) => verify(doing, options));
    });
}
