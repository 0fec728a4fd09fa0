import { Argument, type Command } from 'commander';
import type { NewApprover } from '../commands/approver.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
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
    .option('--agents-account <name>', 'as root: try every file and socket as the account that agents run under')
    .action(async (options: DoctorOptions, command: Command) => {
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
    .option(
      '--only <environment>',
      'an environment it may sign for; may be given several times (default: all)',
      list,
      [],
    )
    .option('--apart', 'you declare that the key is kept on an account without agents', false)
    .action(async (options: NewApprover, command: Command) => {
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
  const signing = (name: 'sign' | 'revoke', argument: string, description: string): Command =>
    approver
      .command(name)
      .argument(argument)
      .description(description)
      .option('--reason <text>', name === 'revoke' ? 'required: it stands in the record' : 'stands in the record')
      .option('--key <file>', 'the approver key to sign with');
  signing('sign', '<change>', 'sign a key that waits to be enrolled, or one that is to be revoked').action(
    async (change: string, options: { reason?: string; key?: string }, command: Command) => {
      const { signChange } = await import('../commands/approver-sign.ts');
      await run('approver sign', globals(command), (doing) => signChange(doing, change, options));
    },
  );
  signing('revoke', '<key>', 'a key counts no longer: your own at once, another’s once enough approvers signed').action(
    async (key: string, options: { reason?: string; key?: string }, command: Command) => {
      const { revokeKey } = await import('../commands/approver-sign.ts');
      await run('approver revoke', globals(command), (doing) => revokeKey(doing, key, options));
    },
  );
  approver
    .command('recover')
    .description('every key is lost: forget who is trusted, offline; production is locked until somebody is enrolled')
    .option('--reason <text>', 'required: it stands in the record')
    .action(async (options: { reason?: string }, command: Command) => {
      const { recoverTrust } = await import('../commands/approver-recover.ts');
      await run('approver recover', globals(command), (doing) => recoverTrust(doing, options));
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
