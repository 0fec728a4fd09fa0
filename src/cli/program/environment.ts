import type { Command } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Environments: what serves where, who keeps it on hold, and whether it is as recorded. */
export function environment(root: Command, run: Run): void {
  root
    .command('prune')
    .description('remove stored releases that nothing needs; done by itself after each completed deployment')
    .option('--dry-run', 'only say what would go, and why the others stay', false)
    .action(async (options: { dryRun: boolean }, command: Command) => {
      const { pruneReleases } = await import('../commands/prune.ts');
      await run('prune', globals(command), (doing) => pruneReleases(doing, options));
    });
  root
    .command('adopt')
    .description(
      'record what runs already as the stable release, which a rollback returns to: signed with your approver key',
    )
    .option('--reference <commit>', 'the commit that it was made of', 'HEAD')
    .option(
      '--artifact <name@digest>',
      'which stored artifact it is, where the target cannot say; may be repeated',
      collected,
      [],
    )
    .option('--reason <text>', 'required: it stands in the record')
    .option('--key <file>', 'the approver key to sign with')
    .action(
      async (
        options: { reference: string; artifact: readonly string[]; reason?: string; key?: string },
        command: Command,
      ) => {
        const { adoptRunning } = await import('../commands/adopt.ts');
        await run('adopt', globals(command), (doing) => adoptRunning(doing, options));
      },
    );
  const group = root.command('environment').description('look at the environments; hold one, or let it go');
  group
    .command('list')
    .description('what serves where, who holds it, and whether it is as recorded')
    .action(async (_: unknown, command: Command) => {
      const { listEnvironments } = await import('../commands/environment.ts');
      await run('environment list', globals(command), listEnvironments);
    });
  group
    .command('show')
    .argument('<environment>')
    .description('one environment, compared with its record just now')
    .action(async (name: string, _: unknown, command: Command) => {
      const { showEnvironment } = await import('../commands/environment.ts');
      await run('environment show', globals(command), (doing) => showEnvironment(doing, name));
    });
  group
    .command('hold')
    .argument('<environment>')
    .description('let nothing forward happen there until an approver releases it; a rollback always may')
    .option('--reason <text>', 'required: it stands in the record')
    .action(async (name: string, options: { reason?: string }, command: Command) => {
      const { holdEnvironment } = await import('../commands/environment.ts');
      await run('environment hold', globals(command), (doing) => holdEnvironment(doing, name, options.reason));
    });
  const signed = (act: 'release' | 'accept-drift', description: string): void => {
    group
      .command(act)
      .argument('<environment>')
      .description(description)
      .option('--reason <text>', 'required: it stands in the record')
      .option('--key <file>', 'the approver key to sign with')
      .action(async (name: string, options: { reason?: string; key?: string }, command: Command) => {
        const { actSigned } = await import('../commands/environment-act.ts');
        await run(`environment ${act}`, globals(command), (doing) => actSigned(doing, name, act, options));
      });
  };
  signed('release', 'end somebody’s hold: signed with your approver key');
  signed('accept-drift', 'what is not as recorded may stay so; traffic is put back: signed with your approver key');
}
