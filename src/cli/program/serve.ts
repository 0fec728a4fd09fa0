import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DemoOptions } from '../commands/demo.ts';
import type { ServeOptions } from '../commands/serve.ts';
import { SCENARIOS } from '../demo/scenario.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError('write 1 to 65535');
  return value;
};

const streams = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000) throw new InvalidArgumentError('write 1 to 100000');
  return value;
};

/** Serve: the control plane and what it leaves running. */
export function serve(root: Command, run: Run, mainFile: string): void {
  root
    .command('serve')
    .description('run the control plane here')
    .option('--port <port>', 'the page’s port on loopback (default: the one it had, else 7311)', port)
    .option('--streams <n>', 'streams of events that may be open at a time (default: 256)', streams)
    .option('--streams-each <n>', 'of them for one person, agent or account (default: 8)', streams)
    .option('--approval-origin <origin>', 'where people approve over a network: https://HOST, needs a certificate')
    .option('--certificate <file>', 'its certificate with the chain, in PEM')
    .option('--certificate-key <file>', 'the private key of that, in PEM, mode 0600')
    .option('--address <address>', 'what is listened on for it: ADDRESS or ADDRESS:PORT', '127.0.0.1')
    .option('--supervise', 'as a child that is started again when it dies', false)
    .addOption(new Option('--standby').default(false).hideHelp())
    .action(async (options: ServeOptions, command: Command) => {
      const { serve: doServe } = await import('../commands/serve.ts');
      await run('serve', globals(command), (doing) => doServe(doing, options, mainFile));
    });
  root
    .command('down')
    .description('stop the control plane; routers and instances keep serving')
    .option('--force-leave', 'although production is being changed: nobody judges it meanwhile', false)
    .option(
      '--all',
      'stop routers and instances too: of demo environments at once, of any other when a person types its name',
      false,
    )
    .action(async (options: { forceLeave: boolean; all: boolean }, command: Command) => {
      const { down } = await import('../commands/down.ts');
      await run('down', globals(command), (doing) => down(doing, options));
    });
  root
    .command('demo')
    .description('ship the storefront on this machine: a first release, then a good, a bad and an ambiguous one')
    .option('--folder <dir>', 'where to play it; it is kept for looking at', '.demo')
    .addOption(new Option('--scenario <name>', 'only this one after the first release').choices(SCENARIOS))
    .option('--interactive', 'you answer the checkpoints at the terminal, in the demo approver’s name', false)
    .option('--keep-open', 'leave control plane and storefront up until Ctrl-C', false)
    .action(async (options: DemoOptions, command: Command) => {
      const { demo } = await import('../commands/demo.ts');
      await run('demo', globals(command), (doing) => demo(doing, options, mainFile));
    });
}
