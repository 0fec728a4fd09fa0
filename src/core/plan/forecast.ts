import { type Duration, milliseconds } from '../kernel/duration.ts';
import { type Instant, later } from '../kernel/instant.ts';
import type { Stage } from '../strategy/strategy.ts';

/** One stage of a forecast, as clock times. */
export interface ForecastStage {
  readonly weight: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** How long production takes when every stage passes at its end: shown beside the plan, never sealed. */
export function forecastLength(stages: readonly Stage[], bake: Duration): Duration {
  return milliseconds(stages.reduce((sum, stage) => sum + (stage.duration ?? 0), 0) + bake);
}

/** The stages as clock times, from a start. */
export function forecastStages(stages: readonly Stage[], bake: Duration, start: Instant): readonly ForecastStage[] {
  let from = start;
  return stages.map((stage) => {
    const to = later(from, stage.duration ?? bake);
    const forecast = { weight: stage.weight, from, to };
    from = to;
    return forecast;
  });
}
