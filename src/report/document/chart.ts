import { z } from 'zod';
import type { CanaryChart } from '../../chart/canary-chart.ts';

const moment = z.number();
const amount = z.number().nullable();

const Point = z.strictObject({
  at: moment,
  seconds: z.number(),
  stage: z.union([z.int(), z.literal('bake')]),
  ...{ observed: amount, low: amount, high: amount, baseline: amount, limit: amount, least: amount, most: amount },
  requests: z.number(),
  silent: z.number(),
});

/** A chart as a value: what is drawn is made of it, so that a report which was kept as JSON holds no drawing that could do anything. */
export const Chart = z.strictObject({
  ...{ title: z.string(), subtitle: z.string(), unit: z.string() },
  breach: z.enum(['above', 'below']),
  isDifference: z.boolean(),
  ...{ from: moment, now: moment, until: moment },
  zone: z.strictObject({ name: z.string(), offsetMinutes: z.number() }),
  points: z.array(Point).max(5_000),
  marks: z.array(
    z.strictObject({ at: moment, kind: z.enum(['weight', 'asked', 'answered', 'rollback', 'done']), text: z.string() }),
  ),
  holds: z.array(z.strictObject({ from: moment, to: moment.nullable(), reason: z.string(), text: z.string() })),
});
type Chart = z.infer<typeof Chart>;

/** The same as whoever draws takes it. */
export const drawable = (chart: Chart): CanaryChart => chart as unknown as CanaryChart;

/** A chart as a report keeps it. */
export const kept = (chart: CanaryChart): Chart => ({
  ...chart,
  points: [...chart.points],
  marks: [...chart.marks],
  holds: [...chart.holds],
});
