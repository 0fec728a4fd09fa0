import { asText, possibleMeasurement } from '../core/verdict/possible-measurement.ts';
import { type StableTraffic, stableRecordOf } from '../core/verdict/power/stable-record.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { READ_LIMIT } from './reading.ts';

/** A plan is checked against the last hour, or as much of it as the source still knows. */
const LOOK_BACK_SECONDS = 3_600;

/** What stable did of late; or why nothing is known of it, for a source that does not answer stops no plan. */
export async function stableTraffic(source: MetricSource, signal: AbortSignal): Promise<StableTraffic> {
  if (source.history === undefined) return { record: null, why: `${source.name} keeps no record of the time before` };
  try {
    const told = await source.history(LOOK_BACK_SECONDS, AbortSignal.any([signal, AbortSignal.timeout(READ_LIMIT)]));
    const record = stableRecordOf(told.map(possibleMeasurement));
    return { record, why: `${source.name} has seen no request to stable` };
  } catch (problem) {
    if (!(problem instanceof DriverError)) throw problem;
    return { record: null, why: asText(`${source.name}: ${problem.message}`) };
  }
}
