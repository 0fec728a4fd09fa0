import { Argument, type Command, Option } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

// Written out: no command should load the shapes of the API before it is asked for.
const DELIVERIES = ['waiting', 'sent', 'dead'] as const;
const DASHBOARDS = ['fleet', 'unit', 'alerts'] as const;

/** Whom others are told by: messages to receivers outside, and what Grafana and Prometheus import. */
export function telling(root: Command, run: Run): void {
  const notify = root.command('notify').description('messages to receivers outside: webhooks, Slack, GitHub, Grafana');
  notify
    .command('list')
    .description('messages and what became of them, newest first')
    .addOption(
      new Option('--delivery <state>', 'those alone that wait, were sent, or were given up').choices(DELIVERIES),
    )
    .action(async (options: { delivery?: (typeof DELIVERIES)[number] }, command: Command) => {
      const { notifyList } = await import('../commands/notify.ts');
      await run('notify list', globals(command), (doing) => notifyList(doing, options));
    });
  notify
    .command('replay')
    .argument('[ids...]', 'messages, whatever became of them')
    .description('send messages once more and at once, with the ids that they had')
    .option('--all', 'all that wait or were given up', false)
    .action(async (ids: string[], options: { all: boolean }, command: Command) => {
      const { notifyReplay } = await import('../commands/notify.ts');
      await run('notify replay', globals(command), (doing) => notifyReplay(doing, ids, options));
    });
  notify
    .command('test')
    .argument('[name]', 'a receiver, such as slack or webhook-2; all of them when left out')
    .description('send one message that says it is a test, and tell what the receiver answered')
    .action(async (name: string | undefined, _: unknown, command: Command) => {
      const { notifyTest } = await import('../commands/notify-test.ts');
      await run('notify test', globals(command), (doing) => notifyTest(doing, name ?? null));
    });
  root
    .command('dashboard')
    .addArgument(new Argument('<name>', 'what to print').choices(DASHBOARDS))
    .description('print a dashboard for Grafana, or alert rules for Prometheus')
    .action(async (name: (typeof DASHBOARDS)[number], _: unknown, command: Command) => {
      const { dashboard } = await import('../commands/dashboard.ts');
      await run('dashboard', globals(command), () => dashboard(name));
    });
}
