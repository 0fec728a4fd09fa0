import { DriverError } from '../../ports/driver-error.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { measurementOf, trackRecordsIn } from './measurement-records.ts';
import { skewOf } from './source-skew.ts';

/** How a source of measurement records is asked, and what is said of it when it answers. */
export interface RecordsSource {
  readonly name: string;
  readonly interval: number;
  readonly well: string;
  /** Wall time in milliseconds. */
  readonly now: () => number;
  /** Everything it says now: one text for both tracks, or one for each. */
  readonly answers: (signal: AbortSignal) => Promise<readonly string[]>;
}

/** A metric source over whatever gives records of measurements as text. */
export const recordsSource = ({ name, interval, well, now, answers }: RecordsSource): MetricSource => ({
  name,
  read: async (after, signal) => {
    const texts = await answers(signal);
    const arrivedAt = now() / 1_000;
    const records = texts.flatMap((text) => trackRecordsIn(text, arrivedAt));
    return measurementOf({ name, interval }, records, after, arrivedAt);
  },
  ping: async (signal) => {
    try {
      const records = (await answers(signal)).flatMap((text) => trackRecordsIn(text, now() / 1_000));
      return { ok: true, detail: well, ...skewOf(records, now()) };
    } catch (error) {
      if (error instanceof DriverError) return { ok: false, detail: error.message };
      throw error;
    }
  },
});
