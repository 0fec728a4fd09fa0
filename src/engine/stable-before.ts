import type { StableBefore } from '../core/verdict/judging.ts';
import { asCounts } from '../core/verdict/latency/as-counts.ts';
import { possibleMeasurement } from '../core/verdict/possible-measurement.ts';
import { SECONDS_GIVEN } from '../core/verdict/power/judge-knows.ts';
import { stableRecordOf } from '../core/verdict/power/stable-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { READ_LIMIT } from './reading.ts';
import { within } from './within.ts';

/** What stable did just before it is judged beside a candidate; null when its source does not say. Never rejects. */
export async function stableBefore(
  source: MetricSource,
  clock: Clock,
  signal: AbortSignal,
): Promise<StableBefore | null> {
  if (source.history === undefined) return null;
  const { history } = source;
  try {
    const seen = await within(clock, READ_LIMIT, signal, (asked) => history.call(source, SECONDS_GIVEN, asked));
    const record = stableRecordOf(seen.map(possibleMeasurement));
    return record === null ? null : { burst: record.burst, latency: asCounts(record.latency) };
  } catch {
    // It only makes a proof shorter: whatever is wrong with the source shows where it is measured.
    return null;
  }
}
