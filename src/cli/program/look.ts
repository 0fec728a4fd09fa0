import { type Command, InvalidArgumentError, Option } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const MOST_LINES = 10_000;
const MOST_ROWS = 500;

/** Look: what was, what was printed, and what happens. */
export function look(root: Command, run: Run): void {
  root
    .command('history')
    .description('the deployments that were, newest first')
    .option('--since <when>', 'opened since: a duration such as 2d, or a time')
    .option('--phase <phase>', 'in this phase, such as completed or rolled-back')
    .option('--principal <name>', 'opened or approved by, such as person:ada')
    .option('--limit <n>', 'how many at most', numberTo(MOST_ROWS), 20)
    .option('--cursor <id>', 'go on behind this one; a page names it')
    .action(
      async (
        options: { since?: string; phase?: string; principal?: string; limit: number; cursor?: string },
        command: Command,
      ) => {
        const { history } = await import('../commands/history.ts');
        await run('history', globals(command), (doing) => history(doing, options));
      },
    );
  root
    .command('logs')
    .argument('<id>')
    .description('what a deployment’s checks and instances printed last')
    .option('--check <name>', 'of this check alone: smoke, integration, performance or security')
    .addOption(new Option('--track <track>', 'of these instances alone').choices(['stable', 'candidate']))
    .option('--tail <n>', 'so many lines of each at most', numberTo(MOST_LINES), 200)
    .option('--follow', 'go on as more is printed, until the deployment is over', false)
    .action(
      async (
        id: string,
        options: { check?: string; track?: 'stable' | 'candidate'; tail: number; follow: boolean },
        command: Command,
      ) => {
        const { logs } = await import('../commands/logs.ts');
        await run('logs', globals(command), (doing) => logs(doing, id, options));
      },
    );
  root
    .command('events')
    .argument('[id]')
    .description('what happened, in order; as ndjson and without an id it goes on live, over all deployments')
    .option('--from <seq>', 'from this position of the journal on', numberTo(Number.MAX_SAFE_INTEGER), 1)
    .action(async (id: string | undefined, options: { from: number }, command: Command) => {
      const { events } = await import('../commands/events.ts');
      await run('events', globals(command), (doing) => events(doing, id, options.from));
    });
}

const numberTo =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`write a whole number from 1 to ${most}`);
    return value;
  };
