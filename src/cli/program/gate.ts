import { type Command, InvalidArgumentError, Option } from 'commander';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

const stageNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('write 1 for the first stage');
  return value;
};

/** Try rules before they are trusted: on recorded measurements, and on what is measured now. */
export function gate(root: Command, run: Run): void {
  const group = root.command('gate').description('try gates before trusting them');
  group
    .command('replay')
    .description('play recorded measurements against a stage’s gates; needs no control plane')
    .requiredOption('--samples <file>', 'records as NDJSON, or - for what is piped in')
    .option('--stage <n>', 'which stage, from 1', stageNumber, 1)
    .addOption(
      new Option('--expect <verdict>', 'leave with exit 14 when it is another').choices(['pass', 'fail', 'ambiguous']),
    )
    .action(
      async (options: { samples: string; stage: number; expect?: 'pass' | 'fail' | 'ambiguous' }, command: Command) => {
        const { gateReplay } = await import('../commands/gate-replay.ts');
        await run('gate replay', globals(command), (doing) => gateReplay(doing, options));
      },
    );
  group
    .command('test')
    .argument('<expression>', "the gate, in quotes: 'error_rate < 1%'")
    .description('try a gate on what is measured now: counts, bounds, verdict, what it still needs')
    .action(async (expression: string, _: unknown, command: Command) => {
      const { gateTest } = await import('../commands/gate-test.ts');
      await run('gate test', globals(command), (doing) => gateTest(doing, expression));
    });
  const metrics = root.command('metrics').description('look at what is measured');
  metrics
    .command('read')
    .argument('<name>', 'error_rate, latency_p99, throughput, or a declared metric')
    .description('what the source says now, track by track')
    .action(async (name: string, _: unknown, command: Command) => {
      const { metricsRead } = await import('../commands/metrics-read.ts');
      await run('metrics read', globals(command), (doing) => metricsRead(doing, name));
    });
}
