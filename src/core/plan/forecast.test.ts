import { describe, expect, it } from 'vitest';
import { anEnvironment, NOON } from '../../testing/builders.ts';
import { minutes } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import { rolloutPlanOf } from '../strategy/rollout-plan.ts';
import { forecastLength, forecastStages } from './forecast.ts';

const { stages } = rolloutPlanOf(anEnvironment('production').rollout, { candidate: 2, stable: 2 });

describe('the forecast', () => {
  it('is as long as its stages and its bake', () => {
    expect(forecastLength(stages, minutes(30))).toBe(minutes(55));
    expect(forecastLength([], minutes(30))).toBe(minutes(30));
  });

  it('follows one stage on another; the last one is the bake', () => {
    const forecast = forecastStages(stages, minutes(30), NOON);

    expect(forecast.map(({ weight, from, to }) => [weight, from - NOON, to - NOON])).toEqual([
      [50, 0, minutes(10)],
      [250, minutes(10), minutes(25)],
      [1000, minutes(25), minutes(55)],
    ]);
    expect(forecast.at(-1)?.to).toBe(later(NOON, forecastLength(stages, minutes(30))));
  });
});
