import type { Command } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** What protects an environment: look at a change of it, and sign it. */
export function policy(root: Command, run: Run): void {
  const group = root.command('policy').description('what protects an environment, and signed changes of it');
  group
    .command('diff')
    .description('how the policy in force and the configuration file differ: stricter, or weaker')
    .action(async (_: unknown, command: Command) => {
      const { policyDiff } = await import('../commands/policy.ts');
      await run('policy diff', globals(command), policyDiff);
    });
  group
    .command('adopt')
    .description('sign the change, as an approver of the policy in force')
    .option('--reason <text>', 'required: it stands in the record')
    .option('--key <file>', 'the approver key to sign with')
    .action(async (options: { reason?: string; key?: string }, command: Command) => {
      const { policyAdopt } = await import('../commands/policy.ts');
      await run('policy adopt', globals(command), (doing) => policyAdopt(doing, options));
    });
}
