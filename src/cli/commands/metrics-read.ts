import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { measuredText } from '../render/trial.ts';
import { configured, environmentOf } from './gate-replay.ts';

/** Says what the source of a metric says now, track by track. */
export async function metricsRead(doing: Doing, metric: string): Promise<Outcome> {
  const { config, zone } = doing.invocation;
  const environment = doing.invocation.environment ?? 'production';
  environmentOf(await configured(doing), environment);
  const { measuredIn, readAt, ...found } = await (await doing.plane()).readMetric({ config, environment, metric });
  const data = { ...found, measured_in: measuredIn, read_at: readAt };
  return { exit: EXIT.good, text: measuredText({ ...found, measuredIn, readAt }, zone), data };
}
