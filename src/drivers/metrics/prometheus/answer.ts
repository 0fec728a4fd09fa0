import { z } from 'zod';
import { DriverError } from '../../../ports/driver-error.ts';

/** One series as Prometheus has it: its labels, and its samples by rising time. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

/** The counter at a moment of the server's clock, in milliseconds. It may be NaN. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

const Point = z.tuple([z.number(), z.string()]);
const Labels = z.record(z.string(), z.string());

const Answer = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric: Labels, values: z.array(Point) })) }),
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: Labels, value: Point })) }),
  z.object({ resultType: z.literal('scalar'), result: Point }),
]);

const Success = z.object({ status: z.literal('success'), data: Answer });

/** Reads the answer to an instant query, whichever kind of value it has, as series. Anything else is a DriverError. */
export function seriesIn(text: string, asked: string): readonly Series[] {
  const read = Success.safeParse(parsed(text));
  if (!read.success) throw new DriverError(`${asked} was answered with something else`, { retryable: true });
  const { data } = read.data;
  switch (data.resultType) {
    case 'matrix':
      return data.result.map(({ metric, values }) => ({ labels: metric, samples: values.map(sampleOf) }));
    case 'vector':
      return data.result.map(({ metric, value }) => ({ labels: metric, samples: [sampleOf(value)] }));
    case 'scalar':
      return [{ labels: {}, samples: [sampleOf(data.result)] }];
  }
}

const sampleOf = ([seconds, value]: readonly [number, string]): Sample => ({
  at: Math.round(seconds * 1_000),
  value: numberOf(value),
});

/** Prometheus writes infinity as `+Inf`, and nothing at all is no number. */
const numberOf = (text: string): number => (/^[-+]?\d/.test(text) ? Number(text) : Number.NaN);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
