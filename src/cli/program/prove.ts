import type { Command } from 'commander';
import type { VerifyOptions } from '../commands/verify.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const collected = (one: string, before: readonly string[] = []): readonly string[] => [...before, one];

/** The record, checked by anybody. */
export function prove(root: Command, run: Run): void {
  root
    .command('verify')
    .description('check a record with public keys alone: chain, signatures and rules; needs no control plane')
    .option('--data <dir>', 'the state folder (default: .plimsoll)')
    .option('--bundle <file>', 'a record instead, as report --kind record writes it')
    .option('--head <file>', 'signed heads that were exported; may be repeated', collected)
    .option('--key <key>', 'a head key, an approver key’s id, or a file of them; may be repeated', collected)
    .action(async (options: VerifyOptions, command: Command) => {
      const { verify } = await import('../commands/verify.ts');
      await run('verify', globals(command), (doing) => verify(doing, options));
    });
}
