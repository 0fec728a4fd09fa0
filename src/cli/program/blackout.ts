import { type Command, InvalidArgumentError } from 'commander';
import { MOST_DAYS } from '../../api/blackouts.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const dayCount = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST_DAYS)
    throw new InvalidArgumentError(`write 1 to ${MOST_DAYS}`);
  return value;
};

/** Look at the blackout windows, and try a moment before it comes. */
export function blackout(root: Command, run: Run): void {
  const group = root.command('blackout').description('look at the blackout windows');
  group
    .command('list')
    .description('the windows of the next days; ! marks one that is open')
    .option('--days <count>', 'how far ahead', dayCount, 30)
    .action(async (options: { days: number }, command: Command) => {
      const { blackoutList } = await import('../commands/blackout.ts');
      await run('blackout list', globals(command), (doing) => blackoutList(doing, options));
    });
  group
    .command('check')
    .description('could production be changed then, for so long? leaves with exit 4 when it could not')
    .option('--at <time>', 'when it begins: 2026-12-18T16:00, a time with its offset, or +2h (default: now)')
    .option('--for <duration>', 'how long it takes', '45m')
    .action(async (options: { at?: string; for: string }, command: Command) => {
      const { blackoutCheck } = await import('../commands/blackout.ts');
      await run('blackout check', globals(command), (doing) => blackoutCheck(doing, options));
    });
  group
    .command('explain')
    .description('what each window says, when it opens next, and how fresh its feed is')
    .action(async (_: unknown, command: Command) => {
      const { blackoutExplain } = await import('../commands/blackout.ts');
      await run('blackout explain', globals(command), blackoutExplain);
    });
}
