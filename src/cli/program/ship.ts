import { type Command, Option } from 'commander';
import type { WaitFor } from '../exit.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

interface AskedOptions {
  readonly reference: string;
  readonly dirty: boolean;
  readonly reason: string;
  readonly ticket?: string;
  readonly outOfOrder?: string;
  readonly artifact: readonly string[];
  readonly plan?: string;
}

/** What a look ahead is told. */
interface LookOptions extends AskedOptions {
  readonly out?: string;
  readonly exitCode: boolean;
}

/** What a deployment is told beside that. */
interface WaitOptions extends LookOptions {
  readonly waitFor: WaitFor;
  readonly wait: boolean;
  readonly detach: boolean;
  readonly dryRun: boolean;
}

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Ship: from a commit to production. */
export function ship(root: Command, run: Run): void {
  const asking = (command: Command): Command =>
    command
      .option('--reference <commit>', 'what to deploy', 'HEAD')
      .option('--dirty', 'pack uncommitted changes too; the plan shows it', false)
      .option('--reason <text>', 'why; it stands in the record', '')
      .option('--ticket <id>', 'the ticket or change request it belongs to; it stands in the record')
      .option('--out-of-order <why>', 'ship it although it does not follow what serves; approvers sign why')
      .option(
        '--artifact <name@digest>',
        'take this one as it is stored, and do not build it; may be repeated',
        collected,
        [],
      )
      .option('--plan <plan>', 'it must come to just this plan: a file of `plan --out`, or a digest');
  const looking = (command: Command): Command =>
    command
      .option('--out <file>', 'package, and write the canonical plan with its digest')
      .option('--exit-code', 'leave with 20 when a deployment would change something', false);
  looking(
    asking(root.command('deploy').description('package, stage, validate, rehearse, wait for a person, roll out, bake')),
  )
    .option('--dry-run', 'only look: the same as plimsoll plan', false)
    .addOption(
      new Option('--wait-for <point>', 'how far to wait')
        .choices(['staging', 'approval', 'production', 'complete'])
        .default('complete'),
    )
    .option('--no-wait', 'leave with exit 6 when a person must answer')
    .option('--detach', 'leave as soon as it has begun', false)
    .action(async (options: WaitOptions, command: Command) => {
      const { deploy, plan } = await import('../commands/deploy.ts');
      await run('deploy', globals(command), (doing) =>
        options.dryRun ? plan(doing, options) : deploy(doing, options),
      );
    });
  looking(asking(root.command('plan').description('what deploy would do; changes no environment'))).action(
    async (options: LookOptions, command: Command) => {
      const { plan } = await import('../commands/deploy.ts');
      await run('plan', globals(command), (doing) => plan(doing, options));
    },
  );
}
