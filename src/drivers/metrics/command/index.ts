import type { CommandSourceSpec } from '../../../core/unit/metrics.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { recordsSource } from '../../shared/records-source.ts';
import { outputOf } from './output.ts';

/** What to run, where, and how often. */
export interface CommandMetrics {
  readonly name: string;
  readonly spec: CommandSourceSpec;
  /** The folder it runs in. */
  readonly cwd: string;
  /** Seconds. */
  readonly interval: number;
  /** Milliseconds of the wall clock. */
  readonly now?: () => number;
}

/** Runs a command that prints measurement records: once for both tracks, or once for each where an argument names `$track`. */
export function commandMetrics({ name, spec, cwd, interval, now = Date.now }: CommandMetrics): MetricSource {
  const { run, timeout } = spec;
  const commands = run.some((word) => word.includes('$track'))
    ? ['stable', 'candidate'].map((track) => run.map((word) => word.replaceAll('$track', track)))
    : [run];
  const answers = (signal: AbortSignal): Promise<readonly string[]> =>
    Promise.all(commands.map((command) => outputOf({ command, cwd, timeout }, signal)));
  return recordsSource({ name, interval, well: `${run[0]} prints records`, now, answers });
}
