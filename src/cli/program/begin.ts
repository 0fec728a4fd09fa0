import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../completion/shells.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const list = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** Start: what a folder needs before the first deployment. */
export function begin(root: Command, run: Run): void {
  root
    .command('init')
    .description('look at this folder and write what it needs: shows the diff first')
    .option('--preset <kind>', 'how the unit runs: process', 'process')
    .option('--write', 'write without asking: for where nobody sits at a terminal', false)
    .option('--force', 'also write over files that are there and differ', false)
    .action(async (options: { preset: string; write: boolean; force: boolean }, command: Command) => {
      const { init } = await import('../commands/init.ts');
      await run('init', globals(command), (doing) => init(doing, options));
    });
  root
    .command('doctor')
    .description('is everything there that a deployment needs? OK, WARN or FAIL, with what to do')
    .option('--fix', 'mend what can be mended without risk', false)
    .action(async (options: { fix: boolean }, command: Command) => {
      const { doctor } = await import('../commands/doctor.ts');
      await run('doctor', globals(command), (doing) => doctor(doing, options));
    });
  const approver = root.command('approver').description('who may approve production');
  approver
    .command('add')
    .description('enrol an approver; the first one unlocks production')
    .option('--key', 'with a passphrase-protected approver key', false)
    .requiredOption('--name <name>', 'the person, as policies name them: person:NAME')
    .option('--group <group>', 'a group of theirs; may be given several times', list, [])
    .action(async (options: { key: boolean; name: string; group: readonly string[] }, command: Command) => {
      const { addApprover } = await import('../commands/approver.ts');
      await run('approver add', globals(command), (doing) => addApprover(doing, options));
    });
  approver
    .command('list')
    .description('who is enrolled')
    .action(async (_: unknown, command: Command) => {
      const { listApprovers } = await import('../commands/approver.ts');
      await run('approver list', globals(command), listApprovers);
    });
  const config = root.command('config').description('look at the configuration');
  config
    .command('check')
    .description('all problems at once, with line and caret')
    .action(async (_: unknown, command: Command) => {
      const { configCheck } = await import('../commands/config.ts');
      await run('config check', globals(command), configCheck);
    });
  config
    .command('show')
    .description('the configuration with everything filled in')
    .option('--origin', 'where each value came from: flag, variable, line of the file, preset or default', false)
    .action(async (options: { origin: boolean }, command: Command) => {
      const { configShow } = await import('../commands/config.ts');
      const given = globals(command);
      await run('config show', given, (doing) => configShow(doing, given, options.origin));
    });
  config
    .command('schema')
    .description('the JSON Schema for editors')
    .action(async (_: unknown, command: Command) => {
      const { configSchema } = await import('../commands/config.ts');
      await run('config schema', globals(command), configSchema);
    });
  root
    .command('completion')
    .description('write the script that completes commands, flags, units, environments and deployments in your shell')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(SHELLS))
    .action(async (shell: Shell, _: unknown, command: Command) => {
      const { completion } = await import('../commands/completion.ts');
      await run('completion', globals(command), () => completion(shell));
    });
}
