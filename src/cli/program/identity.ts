import { type Command, Option } from 'commander';
import type { TokenOptions } from '../commands/token.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const list = (text: string, before: readonly string[]): readonly string[] => [...before, ...text.split(',')];

/** Who asks: sign in and out, see who one is, and tokens for agents and CI. */
export function identity(root: Command, run: Run): void {
  root
    .command('login')
    .description('sign in with a passkey on the page; the session comes to this folder')
    .action(async (_: unknown, command: Command) => {
      const { login } = await import('../commands/login.ts');
      await run('login', globals(command), login);
    });
  root
    .command('logout')
    .description('end the session of this folder')
    .action(async (_: unknown, command: Command) => {
      const { logout } = await import('../commands/login.ts');
      await run('logout', globals(command), logout);
    });
  root
    .command('whoami')
    .description('who you are to the control plane, how that is proven, and what you may')
    .action(async (_: unknown, command: Command) => {
      const { whoami } = await import('../commands/whoami.ts');
      await run('whoami', globals(command), whoami);
    });
  root
    .command('page')
    .description('a link to the page that lets you in, good once and for a minute')
    .action(async (_: unknown, command: Command) => {
      const { openPage } = await import('../commands/passkey-page.ts');
      await run('page', globals(command), openPage);
    });
  const token = root.command('token').description('tokens for agents and CI jobs');
  token
    .command('create')
    .description('make a token; it is shown once')
    .addOption(new Option('--kind <kind>', 'who will hold it').choices(['agent', 'ci']).default('agent'))
    .requiredOption('--name <name>', 'what its holder is called in the record: agent:NAME or ci:NAME')
    .option('--owner <person>', 'the person who answers for an agent')
    .option('--only <actions>', 'these actions alone, such as read,plan,deploy', list, [])
    .option('--unit-only <units>', 'these units alone', list, [])
    .option('--environment-only <names>', 'these environments alone', list, [])
    .option(
      '--expires <duration>',
      'how long it is good for; at most 1d for an agent, 30d for CI, which is the default',
    )
    .action(async (options: TokenOptions, command: Command) => {
      const { tokenCreate } = await import('../commands/token.ts');
      await run('token create', globals(command), (doing) => tokenCreate(doing, options));
    });
  token
    .command('list')
    .description('every token, what it may, and when it was last used')
    .action(async (_: unknown, command: Command) => {
      const { tokenList } = await import('../commands/token.ts');
      await run('token list', globals(command), tokenList);
    });
  token
    .command('revoke')
    .argument('<id>')
    .description('end a token at once')
    .option('--reason <text>', 'required: it stands in the record')
    .action(async (id: string, options: { reason?: string }, command: Command) => {
      const { tokenRevoke } = await import('../commands/token.ts');
      await run('token revoke', globals(command), (doing) => tokenRevoke(doing, id, options.reason));
    });
}
