import { type Command, InvalidArgumentError } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const seedNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 4_294_967_295)
    throw new InvalidArgumentError('write a whole number from 0 to 4294967295');
  return value;
};

/** Try a whole deployment before it happens. */
export function simulate(root: Command, run: Run): void {
  root
    .command('simulate')
    .argument('<file>', 'a story: users, faults and answers, and what it must come to')
    .description('play a whole deployment on a virtual clock; needs no control plane')
    .option('--seed <n>', 'another number, other users', seedNumber, 1)
    .action(async (file: string, options: { seed: number }, command: Command) => {
      const { simulate: play } = await import('../commands/simulate.ts');
      await run('simulate', globals(command), (doing) => play(doing, file, options.seed));
    });
}
